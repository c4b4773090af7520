"""`AffineGlimpse` as a spatial transformer in a plain CNN, on digits that are moved and scaled.

    python -m examples.spatial_transformer

A small CNN says where to look, `PoseEmitter` makes a pose of that, `AffineGlimpse` looks there, and
another CNN classifies what is seen. Nothing but the classes is ever told; the digits' places show
afterwards how well it looks. The same classifier without the transformer is trained beside it.
"""

import click
import keras
import numpy as np
from keras import ops
from keras.layers import Conv2D
from keras.layers import Dense
from keras.layers import Flatten
from keras.layers import MaxPooling2D

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import PoseEmitter
from training.data import load

CANVAS, GLIMPSE = 40, 20


def placed(images, rng):
    """Digits of a third to two thirds of a canvas, somewhere on it; and the centre of each."""
    size = rng.uniform(0.35, 0.7, (len(images), 1))  # As a part of the canvas.
    centres = rng.uniform(size - 1, 1 - size, (len(images), 2))  # (x, y)
    # The pose takes the canvas to the digit, so it is the inverse of the digit's own.
    scale, (x, y), zero = 1 / size[:, 0], (-centres / size).T, np.zeros(len(images))
    poses = np.stack([scale, zero, x, zero, scale, y], axis=1)
    return ops.convert_to_numpy(AffineGlimpse(CANVAS)(images / 255, poses)), centres


def classifier(size):
    return keras.Sequential(
        [
            keras.Input((size, size, 1)),
            Conv2D(16, 3, activation="relu"),
            MaxPooling2D(),
            Conv2D(32, 3, activation="relu"),
            MaxPooling2D(),
            Flatten(),
            Dense(64, "relu"),
            Dense(10),
        ],
        name="classifier",
    )


def transformer():
    """A classifier of what it looks at, and a model of the poses alone."""
    image = keras.Input((CANVAS, CANVAS, 1))
    where = MaxPooling2D()(image)
    for filters in (16, 32):
        where = Conv2D(filters, 5, strides=2, activation="relu")(where)
    pose = PoseEmitter(32)(Flatten()(where))
    glimpse = AffineGlimpse(GLIMPSE)(image, pose)
    return keras.Model(image, classifier(GLIMPSE)(glimpse)), keras.Model(image, pose)


@click.command(help=__doc__)
@click.option("--epochs", default=5, show_default=True)
@click.option("--images", default=16000, show_default=True, help="How many digits to learn from.")
def main(epochs, images):
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    digits = load("mnist", "sample", 10)
    some = np.arange(images) % len(digits.x_train)  # Each in several places, if there are many.
    shown, _ = placed(digits.x_train[some], rng)
    new, centres = placed(digits.x_test, rng)

    alone = classifier(CANVAS)
    looking, poses = transformer()
    for name, model in (("CNN alone", alone), ("CNN with a spatial transformer", looking)):
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(2e-3), loss, metrics=["accuracy"])
        model.fit(shown, digits.y_train[some], batch_size=64, epochs=epochs, verbose=2)
        right = model.evaluate(new, digits.y_test, verbose=0, return_dict=True)["accuracy"]
        print(f"{name}: {100 * right:.1f} %, {model.count_params():,} weights")

    looked_at = poses.predict(new, verbose=0)[:, [2, 5]]
    off, blind = (
        (CANVAS - 1) / 2 * np.mean(np.linalg.norm(centres - place, axis=1))
        for place in (looked_at, 0)
    )
    print(f"the view's centre is {off:.1f} pixels from the digit's, the canvas' {blind:.1f}")


if __name__ == "__main__":
    main(prog_name="python -m examples.spatial_transformer")
