"""`EnrichedDeepRecurrentAttention` finds digits on a larger canvas, told where they are or not.

    python -m examples.told_where_to_look

Targets are labels, or labels and boxes: the model is the same, under plain `fit`. It needs boxes
only to learn.
"""

import click
import keras
import numpy as np

from stawm_keras.models import EnrichedDeepRecurrentAttention
from training.data import Composer
from training.data import Scenes
from training.data import load

SIDE = 32


def network():
    model = EnrichedDeepRecurrentAttention(
        (SIDE, SIDE, 1), 10, num_glimpses=2, glimpse_size=12, context_size=8,
        context_cnn=[(16, 3, 1, 0), (32, 3, 2, 0)], glimpse_cnn=[(16, 3, 1, 0), (32, 3, 1, 0, 2)],
        units=64, path_units=64, std=0.3,
    )  # fmt: skip
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(2e-3), loss, metrics=["accuracy"])
    return model


@click.command(help=__doc__)
@click.option("--epochs", default=10, show_default=True)
def main(epochs):
    digits, composer = load("mnist", "sample", 10), Composer(SIDE)
    scenes = Scenes(digits.x_train[:][:, ::2, ::2], digits.y_train, composer)
    new = Scenes(digits.x_test[:][:, ::2, ::2], digits.y_test, composer)
    for told in (False, True):
        keras.utils.set_random_seed(0)
        rng, model = np.random.default_rng(0), network()
        for _ in range(epochs):
            made = scenes.new(slice(None), rng)
            targets = {"logits": made.labels, "boxes": made.boxes} if told else made.labels
            model.fit(made.images, targets, batch_size=64, verbose=2)
        right = model.evaluate(new[:], new.labels, verbose=0, return_dict=True)["accuracy"]
        poses = model.observe("poses").predict(new[:], verbose=0)["poses"]
        wide = 100 * np.abs(np.linalg.det(poses[:, -1].reshape(-1, 2, 3)[..., :2])).mean()
        print(f"{'labels and boxes' if told else 'labels alone'}: {100 * right:.1f} % right")
        print(f"the last glimpse is of {wide:.0f} % of the canvas")


if __name__ == "__main__":
    main(prog_name="python -m examples.told_where_to_look")
