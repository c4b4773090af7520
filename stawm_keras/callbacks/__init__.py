"""What `keras.Model.fit` can be given to watch a model that looks or remembers.

tensorboardX and matplotlib are imported where they are used.
"""

from stawm_keras.callbacks.glimpse_board import GlimpseBoard
from stawm_keras.callbacks.memory_board import MemoryBoard

__all__ = ["GlimpseBoard", "MemoryBoard"]
