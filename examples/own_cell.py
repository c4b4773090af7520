"""A glimpse cell of one's own: it looks along a path that is the same for every image.

    python -m examples.own_cell

Around it is a Keras model as any other. It is trained on digits, saved, loaded and exported, and
TensorBoard shows where it looks.
"""

import click
import keras
import numpy as np
from keras import ops
from keras.layers import Conv2D
from keras.layers import Dense
from keras.layers import Flatten

from examples.train_and_export import train_and_export
from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import GlimpseCell
from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers import Sensor

# Centres `(x, y)`, in the image's own coordinates, from -1 to 1: along the rows, to and fro.
PATH = [(x, y) for y in (-0.5, 0, 0.5) for x in ((0.5, 0, -0.5) if y == 0 else (-0.5, 0, 0.5))]


@keras.saving.register_keras_serializable(package="examples")
class PathCell(GlimpseCell):
    """Looks at squares of half the image's sides, one around each place, and sums up with a GRU."""

    def __init__(self, places, size, units, **kwargs):
        super().__init__(**kwargs)
        self.places = places
        self.size = size
        self.units = units
        self.sensor: Sensor = AffineGlimpse(size)
        self.features = keras.Sequential([Conv2D(16, 3, 2, activation="relu"), Flatten()])
        self.gru = keras.layers.GRUCell(units)

    def begin(self, image, context, num_glimpses, training=None):
        batch = ops.shape(context)[0]
        poses = np.array([(0.5, 0, x, 0, 0.5, y) for x, y in self.places], "float32")
        ahead = [ops.broadcast_to(pose, (batch, 6)) for pose in poses]
        return {"ahead": ahead, "summary": context}, None

    def step(self, image, state, noise):
        pose, *ahead = state["ahead"]
        features = self.features(self.sensor(image, pose))
        summary, _ = self.gru(features, [state["summary"]])
        return {"poses": pose, "summary": summary}, {"ahead": ahead, "summary": summary}

    def finish(self, seen):
        return {"poses": seen["poses"], "summary": seen["summary"][:, -1]}

    def get_config(self):
        own = {"places": self.places, "size": self.size, "units": self.units}
        return {**super().get_config(), **own}


@click.command(help=__doc__)
@click.option("--epochs", default=4, show_default=True)
@click.option("--folder", default="runs/own_cell", show_default=True, help="What is written to.")
def main(epochs, folder):
    keras.utils.set_random_seed(0)
    image = keras.Input((28, 28, 1))
    normalised = keras.layers.Rescaling(1 / 255)(image)
    # What is known before the first look: the image at a quarter of its size.
    glance = Flatten()(keras.layers.AveragePooling2D(4)(normalised))
    cell = PathCell(PATH, size=14, units=64)
    seen = GlimpseLoop(cell, len(PATH))(normalised, Dense(64, "tanh")(glance))
    logits = Dense(10, name="logits")(seen["summary"])  # By this name it is a classifier.
    train_and_export(keras.Model(image, logits), folder, epochs)


if __name__ == "__main__":
    main(prog_name="python -m examples.own_cell")
