"""`ShowAttendTell` learns to describe pairs of digits: "the three above the seven".

    python -m examples.describe_scenes

Scenes are made of scikit-learn's digits of 8 x 8 pixels, new ones for every step. A picture shows
what the model looks at for every word.
"""

import click
import keras
import numpy as np
from sklearn.datasets import load_digits

from stawm_keras.models import ShowAttendTell
from stawm_keras.visualisation import look
from training.data import Composer
from training.data import Scenes
from training.data import captions

SIDE, HELD_OUT = 20, 300


@click.command(help=__doc__)
@click.option("--steps", default=800, show_default=True, help="Batches of 32 new scenes.")
@click.option("--picture", default="described.png", show_default=True, help="File for the picture.")
def main(steps, picture):
    keras.utils.set_random_seed(0)
    digits = load_digits()
    images = np.minimum(16 * digits.images, 255).astype("uint8")[..., None]
    order = np.random.default_rng(0).permutation(len(images))  # They are sorted by who wrote them.
    composer = Composer(SIDE, objects=2, arrangement="apart")
    training, new = (
        Scenes(images[rows], digits.target[rows], composer)
        for rows in (order[HELD_OUT:], order[:HELD_OUT])
    )
    model = ShowAttendTell(
        (SIDE, SIDE, 1), captions.VOCABULARY, [(16, 3, 1, 1), (32, 4, 2, 1), (48, 3, 1, 1)],
        captions.MAX_WORDS, units=128, embedding_units=64, attention_units=64,
        doubly_stochastic=0.0, std=0.3,
    )  # fmt: skip
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(3e-3, global_clipnorm=5.0), loss)

    def batches(rng):
        while True:
            scenes = training.new(rng.integers(0, len(training), 32), rng)
            tokens = model.encode(captions.captions_of(scenes.labels, scenes.boxes))
            yield (scenes.images, tokens), tokens

    model.fit(batches(np.random.default_rng(1)), steps_per_epoch=steps, shuffle=False, verbose=2)
    expected = captions.captions_of(new.labels, new.boxes)
    for beam in (1, 3):
        told = model.describe(new[:], beam)
        right = np.mean([one == other for one, other in zip(told, expected, strict=True)])
        print(f"captions right, beam {beam}: {100 * right:.1f} %, such as {told[0]!r}")
    look(model, list(new[:4])).figure.savefig(picture)
    print(f"picture: {picture}")


if __name__ == "__main__":
    main(prog_name="python -m examples.describe_scenes")
