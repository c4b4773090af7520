"""A memory as a recurrent network."""

from training.recipes.values.memory import Memory
from training.recipes.values.model import Model


class Recurrent(Model):
    """How a network is built that is a memory between two dense layers."""

    memory: Memory
