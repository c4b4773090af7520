"""`DRAW` learns to draw small digits step by step, and then draws new ones.

    python -m examples.new_digits

Its loss is its own: how surprising an image is to it at most, in nats. To know of each pixel alone
how often it is black is the least that a model can know.
"""

import click
import keras
import numpy as np
from sklearn.datasets import load_digits

from stawm_keras.models import DRAW


@click.command(help=__doc__)
@click.option("--epochs", default=40, show_default=True)
def main(epochs):
    keras.utils.set_random_seed(0)
    digits = keras.ops.image.resize(load_digits().images[..., None], (16, 16))
    images = 255 * (keras.ops.convert_to_numpy(digits) > 7)  # Black or white.
    shown, kept = images[:1500], images[1500:]
    model = DRAW((16, 16, 1), num_glimpses=6, read_size=4, write_size=4, units=96, latent_units=8)
    model.compile(keras.optimizers.Adam(5e-3))
    model.fit(shown, batch_size=100, epochs=epochs, verbose=2)

    nats = model.evaluate(kept, verbose=0, return_dict=True)["nats"]
    chance = np.clip(shown.mean(axis=0) / 255, 0.001, 0.999)
    alone = -np.log(np.where(kept, chance, 1 - chance)).sum() / len(kept)
    print(f"surprise of new digits: at most {nats:.1f} nats, pixel by pixel {alone:.1f}")
    new = keras.ops.convert_to_numpy(model.generate(4))[..., 0] > 0.5
    for rows in new.transpose(1, 0, 2):
        print("   ".join("".join(" #"[pixel] for pixel in row) for row in rows.astype(int)))


if __name__ == "__main__":
    main(prog_name="python -m examples.new_digits")
