"""The parts of a network that looks and draws, each usable alone in any Keras model."""

from stawm_keras.layers.addition_canvas import AdditionCanvas
from stawm_keras.layers.affine_glimpse import AffineGlimpse
from stawm_keras.layers.concrete_mask import ConcreteMask
from stawm_keras.layers.gaussian_latent import GaussianLatent
from stawm_keras.layers.glimpse_loop import GlimpseLoop
from stawm_keras.layers.hebb_rosenblatt_cell import HebbRosenblattCell
from stawm_keras.layers.memory_query import MemoryQuery
from stawm_keras.layers.memory_read import MemoryRead
from stawm_keras.layers.over_canvas import OverCanvas
from stawm_keras.layers.pose_emitter import PoseEmitter
from stawm_keras.layers.sketcher import Sketcher

__all__ = [
    "AdditionCanvas",
    "AffineGlimpse",
    "ConcreteMask",
    "GaussianLatent",
    "GlimpseLoop",
    "HebbRosenblattCell",
    "MemoryQuery",
    "MemoryRead",
    "OverCanvas",
    "PoseEmitter",
    "Sketcher",
]
