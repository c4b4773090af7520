"""Networks that look: affine glimpses, plastic memory and drawing, for Keras 3."""

from stawm_keras import callbacks
from stawm_keras import export
from stawm_keras import layers
from stawm_keras import losses
from stawm_keras import models
from stawm_keras import ops
from stawm_keras import optimizers
from stawm_keras import presets
from stawm_keras import saliency
from stawm_keras import visualisation
from stawm_keras.version import __version__

__all__ = [
    "__version__",
    "callbacks",
    "export",
    "layers",
    "losses",
    "models",
    "ops",
    "optimizers",
    "presets",
    "saliency",
    "visualisation",
]
