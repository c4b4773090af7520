"""A recurrent spatial transformer finds two digits, one after the other, and names both.

    python -m examples.digits_in_turn

The scenes are made of scikit-learn's digits, one on the left and one on the right. Nothing but the
two classes is ever told; the digits' boxes show afterwards how well it looked.
"""

import click
import keras
import numpy as np
from keras import ops
from sklearn.datasets import load_digits

from stawm_keras.models import SpatialTransformerClassifier
from training.data import Batches
from training.data import Composer
from training.data import FollowEpochs
from training.data import Scenes


@click.command(help=__doc__)
@click.option("--epochs", default=20, show_default=True)
def main(epochs):
    keras.utils.set_random_seed(0)
    digits = load_digits()
    pixels = np.uint8(np.minimum(16 * digits.images, 255)).repeat(2, axis=1).repeat(2, axis=2)
    composer = Composer(40, objects=2, arrangement="row")
    known, new = (
        Scenes(pixels[rows, ..., None], digits.target[rows], composer)
        for rows in (slice(1300), slice(1300, None))
    )
    model = SpatialTransformerClassifier(
        (40, 40, 1), 10, num_objects=2, glimpse_size=16, recurrent_units=64, batch_norm=True,
        localisation_cnn=[(16, 5, 1, 0, 2), (16, 5)], classifier_cnn=[(16, 3, 1, 0, 2), (32, 3)],
    )  # fmt: skip
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(3e-3), loss, metrics=["accuracy"])
    batches = Batches(known, known.labels, 32, new_scenes=True)
    model.fit(batches, epochs=epochs, callbacks=[FollowEpochs(batches)], verbose=2)

    found = model.observe("logits", "frames")(new[:])
    right = ops.convert_to_numpy(found["logits"]).argmax(-1) == new.labels
    print(f"digits named rightly: {100 * right.mean():.1f} %")
    centres = new.boxes.reshape(-1, 2, 2, 2).mean(axis=2)
    looked_at = ops.convert_to_numpy(found["frames"])[:, :, 0].mean(axis=2)
    own, other = (np.linalg.norm(looked_at - c, axis=-1) for c in (centres, centres[:, ::-1]))
    print(f"looks nearer to their digit than to the other: {100 * np.mean(own < other):.1f} %")


if __name__ == "__main__":
    main(prog_name="python -m examples.digits_in_turn")
