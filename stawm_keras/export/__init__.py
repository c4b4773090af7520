"""Trained models in files that need neither Keras nor this library to run.

TensorFlow is imported where it is used.
"""

from stawm_keras.export.saved_model import export_saved_model

__all__ = ["export_saved_model"]
