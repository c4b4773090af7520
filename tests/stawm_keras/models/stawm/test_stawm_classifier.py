import keras
import numpy as np
import pytest
from registry import backbone

from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier
from training.recipes import mnist_classify_8
from training.recipes import mnist_classify_28
from training.runs.restore import build


@pytest.mark.slow
@pytest.mark.tensorflow
def test_sizes_of_the_papers_classifiers():
    """Weights counted by hand from Appendix D.1, LSTMs with Keras' single bias."""

    def expected(m, context, glimpse, first, last):
        h = 2 * m
        lstm = 4 * h * (h + h + 1)
        convs = {  # Kernels, and two numbers a channel that batch normalisation trains.
            (64, 128, 256): 9 * (64 + 64 * 128 + 128 * 256) + 2 * (64 + 128 + 256),
            (64, 128): 9 * (64 + 64 * 128) + 2 * (64 + 128),
        }
        return (
            convs[context]
            + convs[glimpse]
            + (first * h + h)  # context to LSTM
            + (first * m + m)  # context to query
            + (last * h + h)  # glimpse to features
            + 2 * lstm
            + (h * m + m)  # pose emitter, hidden
            + (m * 6 + 6)  # pose emitter, pose
            + (h * m + m)  # what
            + (6 * m + m)  # where
            + 3  # eta, delta, theta
            + (m * 10 + 10)  # logits
        )

    for recipe, sizes in (
        (mnist_classify_8.recipe, (256, (64, 128, 256), (64, 128), 1024, 512)),
        (mnist_classify_28.recipe, (512, (64, 128, 256), (64, 128, 256), 1024, 1024)),
    ):
        model = build(recipe)
        assert sum(int(np.prod(w.shape)) for w in model.trainable_weights) == expected(*sizes)


def test_images_are_normalised_inside():
    model = STAWMClassifier(backbone(), num_classes=4)
    normalised = keras.Model(model.input, model.backbone.get_layer("normalisation").output)
    image = np.zeros((1, 10, 12, 2), "uint8")
    image[0, ..., 1] = 255
    found = normalised.predict(image, verbose=0)
    np.testing.assert_allclose(found[0, 0, 0], [(0 - 0.4) / 0.2, (1 - 0.5) / 0.3], rtol=1e-5)


def test_the_query_passes_no_gradient_to_the_context():
    """The context CNN learns through the glimpses alone."""
    from gradients import gradients
    from keras import ops

    model = STAWMClassifier(backbone(), num_classes=4)
    query = keras.Model(model.input, model.get_layer("class_query").output)
    image = np.random.default_rng(0).uniform(0, 255, (2, 10, 12, 2)).astype("float32")
    weights = model.backbone.get_layer("context_cnn").trainable_weights
    found = gradients(lambda x: ops.sum(query(x)), (image,), weights)[1:]
    assert all(np.abs(gradient).max() == 0 for gradient in found)


@pytest.mark.parametrize("num_classes", [1, 2.5])
def test_bad_number_of_classes(num_classes):
    with pytest.raises(ValueError, match=f"at least 2. Received: {num_classes}"):
        STAWMClassifier(backbone(), num_classes=num_classes)


@pytest.mark.parametrize("mean", [(), (0.1, 0.2)])
def test_a_mean_of_other_channels(mean):
    with pytest.raises(ValueError, match="images' 1 channels. Received: mean="):
        STAWMBackbone((12, 10, 1), [(4, 3, 2, 0)], [(4, 3, 1, 0)], mean=mean)


def test_channel_that_never_varies():
    with pytest.raises(ValueError, match=r"`std` must be positive.*Received: std=\[0.3, 0.0\]"):
        STAWMBackbone((8, 8, 2), [(4, 3, 2, 1)], [(4, 3, 1, 0)], std=(0.3, 0.0))


def test_logits_after_each_glimpse_are_those_of_a_model_that_stops_there():
    images = np.random.default_rng(0).uniform(0, 255, size=(3, 10, 12, 2))

    def classifier(count):
        config = {**backbone().get_config(), "num_glimpses": count}
        return STAWMClassifier(STAWMBackbone.from_config(config), num_classes=4)

    model = classifier(3)
    kernel = model.get_layer("logits").kernel
    kernel.assign(1e4 * kernel)  # What little was remembered decides.
    so_far = np.array(model.observe("logits_so_far")(images)["logits_so_far"])
    for count in (2, 3):
        shorter = classifier(count)
        shorter.set_weights(model.get_weights())
        np.testing.assert_allclose(so_far[:, count - 1], np.array(shorter(images)), atol=1e-3)
    assert np.abs(so_far[:, 1] - so_far[:, 2]).max() > 0.1
