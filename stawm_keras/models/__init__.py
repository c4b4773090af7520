"""Functional models: a backbone that looks and remembers, and heads that read the memory."""

from stawm_keras.models.stawm_backbone import STAWMBackbone
from stawm_keras.models.stawm_classifier import STAWMClassifier

__all__ = ["STAWMBackbone", "STAWMClassifier"]
