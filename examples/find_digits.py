"""`GaussianRecurrentAttention` finds small digits on a large canvas, told nothing but their names.

python -m examples.find_digits
"""

import click
import keras
import numpy as np
from sklearn.datasets import load_digits

from stawm_keras.models import GaussianRecurrentAttention

CANVAS = 32


def placed(digits, rng):
    """Digits of 8 x 8 somewhere on a canvas, and their centres, from -1 to 1."""
    scenes = np.zeros((len(digits), CANVAS, CANVAS, 1), "float32")
    corners = rng.integers(0, CANVAS - 8, (len(digits), 2))
    for scene, digit, (x, y) in zip(scenes, digits, corners, strict=True):
        scene[y : y + 8, x : x + 8, 0] = digit * (255 / 16)
    return scenes, (corners + 3.5) / ((CANVAS - 1) / 2) - 1


@click.command(help=__doc__)
@click.option("--epochs", default=12, show_default=True)
def main(epochs):
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    digits, names = load_digits(return_X_y=True)
    digits = digits.reshape(-1, 8, 8)
    often = np.tile(np.arange(1500), 8)  # Each in several places.
    scenes, _ = placed(digits[often], rng)
    model = GaussianRecurrentAttention(
        (CANVAS, CANVAS, 1), num_classes=10, num_glimpses=4, glimpse_size=8, units=128, std=0.3
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(3e-3), loss, metrics=["accuracy"])
    model.fit(scenes, names[often], batch_size=100, epochs=epochs, verbose=2)

    scenes, centres = placed(digits[1500:], rng)
    right = model.evaluate(scenes, names[1500:], verbose=0, return_dict=True)["accuracy"]
    print(f"digits named rightly: {100 * right:.1f} %")
    looks = model.observe("poses").predict(scenes, verbose=0)["poses"][..., :2]
    off = np.linalg.norm(looks - centres[:, None], axis=-1).mean(axis=0) * CANVAS / 2
    print("from each look to the digit:", ", ".join(f"{pixels:.1f}" for pixels in off), "pixels")


if __name__ == "__main__":
    main(prog_name="python -m examples.find_digits")
