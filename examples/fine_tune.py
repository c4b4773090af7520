"""Fine-tunes a preset: a classifier of MNIST's digits learns others from a few images.

    python -m examples.fine_tune

PRESET holds a backbone: the name of a bundled preset, `stawm_mnist_8` unless told otherwise,
`hf://user/name`, or a folder that `save_to_preset` wrote. The new digits are scikit-learn's, by
other writers and of 8 x 8 pixels. The same network without the preset's weights is trained beside
it.
"""

import click
import keras
import numpy as np
from keras import ops
from sklearn.datasets import load_digits

from stawm_keras.layers import AffineGlimpse
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier

TESTED = 1000  # The last digits, which no training sees.


def other_digits(image_shape):
    """scikit-learn's digits, filling as much of an image as those of MNIST, and their classes."""
    digits = load_digits()
    pixels = np.repeat(digits.images[..., None] * (255 / 16), image_shape[-1], axis=-1)
    poses = np.tile([7 / 5, 0, 0, 0, 7 / 5, 0], (len(pixels), 1))
    return ops.convert_to_numpy(AffineGlimpse(image_shape[:2])(pixels, poses)), digits.target


@click.command(help=__doc__)
@click.argument("preset", default="stawm_mnist_8")
@click.option("--epochs", default=20, show_default=True)
@click.option("--images", default=100, show_default=True, help="How many digits to learn from.")
def main(preset, epochs, images):
    for name, load_weights in (("fine-tuned", True), ("from scratch", False)):
        keras.utils.set_random_seed(0)
        backbone = STAWMBackbone.from_preset(preset, load_weights)
        model = STAWMClassifier(backbone, num_classes=10, dropout=0.1)  # A new head.
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(1e-3), loss, metrics=["accuracy"])
        digits, classes = other_digits(backbone.input.shape[1:])
        model.fit(digits[:images], classes[:images], batch_size=20, epochs=epochs, verbose=0)
        right = model.evaluate(digits[-TESTED:], classes[-TESTED:], verbose=0, return_dict=True)
        print(f"{name}: {100 * right['accuracy']:.1f} % of {TESTED} digits named rightly")


if __name__ == "__main__":
    main(prog_name="python -m examples.fine_tune")
