"""`DeepRecurrentAttention` names two digits in a row, and learns by reward where to look.

    python -m examples.two_digits

Nothing but the digits' names is told, under plain `fit`. Their boxes show afterwards where it
looked for which.
"""

import click
import keras
import numpy as np
from keras import ops

from stawm_keras.models import DeepRecurrentAttention
from training.data import Composer
from training.data import Scenes
from training.data import load

SIDE = 32


def shares_inside(poses, boxes):
    """How many of each digit's looks `(B, N, 2)` lie in its box `(B, 2, 4)`."""
    places = (poses.reshape(len(poses), 2, -1, 2) + 1) / 2 * (SIDE - 1)
    low, high = boxes[:, :, None, :2], boxes[:, :, None, 2:]
    return np.mean(np.all((low <= places) & (places <= high), axis=-1), axis=(0, 2))


@click.command(help=__doc__)
@click.option("--epochs", default=14, show_default=True)
def main(epochs):
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    digits, composer = load("mnist", "sample", 10), Composer(SIDE, objects=2, arrangement="row")
    scenes = Scenes(digits.x_train[:][:, ::2, ::2], digits.y_train, composer)
    new = Scenes(digits.x_test[:][:, ::2, ::2], digits.y_test, composer)

    model = DeepRecurrentAttention(
        (SIDE, SIDE, 1), 10, num_objects=2, num_glimpses=2, glimpse_size=14, scales=1,
        context_size=8, context_cnn=[(16, 3, 1, 0), (16, 3, 2, 0)],
        glimpse_cnn=[(32, 3, 1, 0), (64, 3, 2, 0)], units=128, path_units=128,
        location_std=0.2, std=0.3,
    )  # fmt: skip
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(2e-3), loss, metrics=["accuracy"])
    for _ in range(epochs):
        made = scenes.new(slice(None), rng)
        model.fit(made.images, made.labels, batch_size=64, verbose=2)

    right = model.evaluate(new[:], new.labels, verbose=0, return_dict=True)["accuracy"]
    poses = ops.convert_to_numpy(model.observe("poses").predict(new[:], verbose=0)["poses"])
    print(f"digits named right: {100 * right:.1f} %")
    first, second = 100 * shares_inside(poses, new.boxes)
    print(f"looks within the digit's box: {first:.0f} % of the first, {second:.0f} % of the second")


if __name__ == "__main__":
    main(prog_name="python -m examples.two_digits")
