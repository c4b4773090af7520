"""A memory of what examples of classes look like."""

from pydantic import Field

from training.recipes.values.convolutions import PooledConvolutions
from training.recipes.values.memory import Memory
from training.recipes.values.model import Model


class OneShot(Model):
    """How a network is built that remembers examples and recognises them."""

    cnn: PooledConvolutions = Field(
        ((32, 3, 1, 1, 2), (64, 3, 1, 1, 2), (64, 3, 1, 1, 2), (64, 3, 1, 1, 2)),
        description="(filters, kernel, stride, padding, pool) of each convolution.",
    )
    gain: float = Field(
        10.0, gt=0, le=1e4, description="Factor on what is read of a class, at the start."
    )
    memory: Memory
