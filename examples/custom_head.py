"""Heads of one's own on `STAWMBackbone`: which digit it is, and how far it was turned.

    python -m examples.custom_head

The two ask one memory, each with a query of its own. A head is three layers: the query, the read
and whatever is to be made of it.
"""

import click
import keras
import numpy as np
from keras import ops

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import MemoryQuery
from stawm_keras.layers import MemoryRead
from stawm_keras.models import STAWMBackbone
from training.data import load

LARGEST_TURN = 60.0  # Degrees.


def turned(images, rng):
    """Images, each turned by an angle of its own, and the angles, as parts of the largest."""
    angles = rng.uniform(-1, 1, len(images))
    radians = np.deg2rad(LARGEST_TURN * angles)
    cos, sin, zero = np.cos(radians), np.sin(radians), np.zeros(len(images))
    poses = np.stack([cos, sin, zero, -sin, cos, zero], axis=1)
    return ops.convert_to_numpy(AffineGlimpse(images.shape[1:3])(images, poses)), angles


def head(backbone, name, units):
    """What a query of its own gets from the memory, as `units` numbers."""
    seen = backbone.output
    query = MemoryQuery(backbone.memory.units, name=f"{name}_query")(seen["context"])
    read = MemoryRead(name=f"{name}_read")(seen["memory"], query)
    return keras.layers.Dense(units, name=name)(read)


@click.command(help=__doc__)
@click.option("--epochs", default=8, show_default=True)
@click.option("--images", default=4000, show_default=True, help="How many digits to learn from.")
def main(epochs, images):
    keras.utils.set_random_seed(0)
    backbone = STAWMBackbone(
        (28, 28, 1),
        context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],  # filters, kernel, stride, padding
        glimpse_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
        num_glimpses=3,
        glimpse_size=14,
        memory_units=32,
        dropout=0.1,
        mean=0.1307,
        std=0.3081,
    )
    heads = {"digit": head(backbone, "digit", 10), "turn": head(backbone, "turn", 1)}
    model = keras.Model(backbone.input, heads)
    model.compile(
        keras.optimizers.Adam(3e-3),
        loss={
            "digit": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            "turn": keras.losses.MeanSquaredError(),
        },
        loss_weights={"digit": 1.0, "turn": 5.0},
    )

    rng = np.random.default_rng(0)
    digits = load("mnist", "sample", 10)
    shown, angles = turned(digits.x_train[:images], rng)
    answers = {"digit": digits.y_train[:images], "turn": angles}
    model.fit(shown, answers, batch_size=64, epochs=epochs, verbose=2)

    shown, angles = turned(digits.x_test, rng)
    said = model.predict(shown, verbose=0)
    right = np.mean(said["digit"].argmax(-1) == digits.y_test)
    error = LARGEST_TURN * np.mean(np.abs(said["turn"][:, 0] - angles))
    blind = LARGEST_TURN * np.mean(np.abs(angles))
    print(f"digits named rightly: {100 * right:.1f} %")
    print(f"mean error of the angle: {error:.1f} degrees, where always saying 0 has {blind:.1f}")


if __name__ == "__main__":
    main(prog_name="python -m examples.custom_head")
