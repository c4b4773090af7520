"""CIFAR-10, 4 glimpses of 32 x 32 seen by MobileNetV2: the classifier of the paper's Section 4.1.

    python -m training.train cifar10_mobilenetv2 --data DIR

Cost: 350 epochs of 50,000 images, each four times those of MobileNetV2. Score: 6.95 % test error in
the paper (93.05 % accuracy).
"""

from training.recipes import values

# As the published code has it. PyTorch adds the weights' decay of 5e-4 to the gradient, where the
# momentum of 0.9 multiplies it by ten in the long run; Keras applies it beside the momentum: 5e-3.
recipe = values.Recipe(
    task="classify",
    images=values.Images(
        dataset="cifar10",
        image_shape=(32, 32, 3),
        mean=(0.4914, 0.4822, 0.4465),
        std=(0.2023, 0.1994, 0.2010),
        crop_padding=4,
        flips=True,
    ),
    model=values.Classifier(
        backbone=values.Backbone(
            context_cnn=((64, 3, 2, 0), (128, 3, 2, 0), (256, 3, 2, 0)),
            glimpse_cnn="mobilenet_v2",
            num_glimpses=4,
            glimpse_size=32,
            memory=values.Memory(memory_units=1024),
            lstm_units=2048,
            dropout=0.5,
        ),
    ),
    optimisation=values.Optimisation(
        epochs=350,
        batch_size=128,
        optimizer="sgd",
        learning_rate=1e-3,
        weight_decay=5e-3,
        decay=1.0,
        tenths=(150, 250),
        clipping="global_norm",
        clip_at=5.0,
    ),
)
