"""What `keras.Model.fit` can be given to watch a model that looks.

tensorboardX and matplotlib are imported where they are used.
"""

from stawm_keras.callbacks.glimpse_board import GlimpseBoard

__all__ = ["GlimpseBoard"]
