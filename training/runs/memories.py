"""What the memory of a run's model says of itself."""

from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers.memory.hebb_rosenblatt_cell import RATES


def memory_report(model):
    """The memory's rates, of a model that has one."""
    loops = (layer for layer in model.layers if isinstance(layer, GlimpseLoop))
    return {name: float(getattr(loop.memory, name).numpy()) for loop in loops for name in RATES}
