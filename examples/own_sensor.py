"""A sensor of one's own: a square crop, whose pose has three numbers.

    python -m examples.own_sensor

It takes the place of the affine glimpse in a STAWM. The model is trained on digits, saved, loaded
and exported, and TensorBoard shows where it looks.
"""

import click
import keras
import numpy as np
from keras import ops

from examples.train_and_export import train_and_export
from stawm_keras.layers import Sensor
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier


@keras.saving.register_keras_serializable(package="examples")
class SquareGlimpse(Sensor):
    """Sees a square under a pose `(x, y, zoom)`: its centre and half its side, the image's being 1.

    A pixel of the glimpse is the mean of the image's pixels beside it, weighted by how near they
    are: a product with a matrix for the rows and with one for the columns.
    """

    pose_units = 3
    whole_image = (0.0, 0.0, 1.0)

    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self.size = size

    def look(self, image, pose):
        x, y, zoom = ops.split(pose, 3, axis=-1)
        steps = zoom * np.linspace(-1, 1, self.size, dtype="float32")
        rows, columns = (
            ops.cast(nearness(place + steps, side), image.dtype)
            for place, side in ((y, image.shape[1]), (x, image.shape[2]))
        )
        return ops.einsum("bhi,bijc,bwj->bhwc", rows, image, columns)

    def look_shape(self, image_shape):
        return (self.size, self.size, image_shape[-1])

    def frames(self, poses, image_shape):
        x, y, zoom = ops.split(poses, 3, axis=-1)
        corners = [x + zoom * np.array([-1, 1, 1, -1]), y + zoom * np.array([-1, -1, 1, 1])]
        height, width = image_shape[:2]
        pixels = (ops.stack(corners, axis=-1) + 1) * np.array([width - 1, height - 1]) / 2
        return ops.expand_dims(pixels, 2)  # One frame a glimpse.

    def get_config(self):
        return {**super().get_config(), "size": self.size}


def nearness(places, side):
    """Weights `(B, size, side)` of a row of pixels for places `(B, size)` from -1 to 1."""
    distances = ops.expand_dims((places + 1) * ((side - 1) / 2), -1) - np.arange(side)
    return ops.relu(1 - ops.abs(distances))


@click.command(help=__doc__)
@click.option("--epochs", default=4, show_default=True)
@click.option("--folder", default="runs/own_sensor", show_default=True, help="What is written to.")
def main(epochs, folder):
    keras.utils.set_random_seed(0)
    backbone = STAWMBackbone(
        (28, 28, 1),
        context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],  # filters, kernel, stride, padding
        glimpse_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
        num_glimpses=3,
        memory_units=32,
        sensor=SquareGlimpse(14),
        dropout=0.1,
        mean=0.1307,
        std=0.3081,
    )
    train_and_export(STAWMClassifier(backbone, num_classes=10, dropout=0.1), folder, epochs)


if __name__ == "__main__":
    main(prog_name="python -m examples.own_sensor")
