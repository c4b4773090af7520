"""Functional models: a backbone that looks and remembers, and heads that read the memory."""

from stawm_keras.models.beta_vae import BetaVAE
from stawm_keras.models.self_supervised_classifier import SelfSupervisedClassifier
from stawm_keras.models.stawm_backbone import STAWMBackbone
from stawm_keras.models.stawm_classifier import STAWMClassifier
from stawm_keras.models.stawm_drawer import STAWMDrawer
from stawm_keras.models.stawm_sketchpad import STAWMSketchpad

__all__ = [
    "BetaVAE",
    "STAWMBackbone",
    "STAWMClassifier",
    "STAWMDrawer",
    "STAWMSketchpad",
    "SelfSupervisedClassifier",
]
