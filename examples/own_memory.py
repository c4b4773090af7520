"""A memory of one's own: an exponential average of what was seen.

    python -m examples.own_memory

It takes the place of the Hebb-Rosenblatt memory in a STAWM. The model is trained on digits, saved,
loaded and exported, and TensorBoard shows what it remembers.
"""

import click
import keras
import numpy as np
from keras import ops

from examples.train_and_export import train_and_export
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier


@keras.saving.register_keras_serializable(package="examples")
class AverageMemory(keras.Layer):
    """An RNN cell whose matrix is the exponential average of its inputs' products with themselves.

    W <- keep * W + (1 - keep) * e e^T, of which a query q reads W q. How much is kept is learned.
    """

    def __init__(self, units, keep=0.5, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.initial_keep = keep
        self.state_size = units * units
        self.output_size = units

    def build(self, inputs_shape):
        first = keras.initializers.Constant(self.initial_keep)
        self.keep = self.add_weight((), first, constraint=between_0_and_1, name="keep")

    def call(self, inputs, states):
        """A step of `keras.layers.RNN`: writes its input and reads with it."""
        before = ops.reshape(states[0], (-1, self.units, self.units))
        outer = inputs[:, :, None] * inputs[:, None]
        matrix = self.keep * before + (1 - self.keep) * outer
        read = ops.squeeze(ops.matmul(matrix, inputs[:, :, None]), -1)
        return read, [ops.reshape(matrix, (-1, self.state_size))]

    def write(self, inputs, every_step=False):
        """All steps at once, from an empty memory: `(B, N, units)` to the matrix after each."""
        steps = np.arange(inputs.shape[1])
        ages = np.maximum(steps[:, None] - steps, 0).astype("float32")
        weights = (1 - self.keep) * ops.tril(self.keep**ages)
        matrices = ops.einsum("nk,bki,bkj->bnij", weights, inputs, inputs)
        return {"weights": matrices if every_step else matrices[:, -1]}

    def report(self):
        return {"keep": float(self.keep.numpy())}

    def get_config(self):
        return {**super().get_config(), "units": self.units, "keep": self.initial_keep}


@keras.saving.register_keras_serializable(package="examples")
def between_0_and_1(weight):
    return ops.clip(weight, 0.01, 0.99)


@click.command(help=__doc__)
@click.option("--epochs", default=4, show_default=True)
@click.option("--folder", default="runs/own_memory", show_default=True, help="What is written to.")
def main(epochs, folder):
    keras.utils.set_random_seed(0)
    backbone = STAWMBackbone(
        (28, 28, 1),
        context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],  # filters, kernel, stride, padding
        glimpse_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
        num_glimpses=3,
        glimpse_size=14,
        memory=AverageMemory(32),
        dropout=0.1,
        mean=0.1307,
        std=0.3081,
    )
    train_and_export(STAWMClassifier(backbone, num_classes=10, dropout=0.1), folder, epochs)


if __name__ == "__main__":
    main(prog_name="python -m examples.own_memory")
