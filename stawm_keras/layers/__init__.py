"""The parts of a network that looks, each usable alone in any Keras model."""

from stawm_keras.layers.affine_glimpse import AffineGlimpse
from stawm_keras.layers.glimpse_loop import GlimpseLoop
from stawm_keras.layers.hebb_rosenblatt_cell import HebbRosenblattCell
from stawm_keras.layers.memory_query import MemoryQuery
from stawm_keras.layers.memory_read import MemoryRead
from stawm_keras.layers.pose_emitter import PoseEmitter

__all__ = [
    "AffineGlimpse",
    "GlimpseLoop",
    "HebbRosenblattCell",
    "MemoryQuery",
    "MemoryRead",
    "PoseEmitter",
]
