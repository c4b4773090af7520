"""Trained models in files that need neither Keras nor this library to run.

TensorFlow, and what writes the other formats, is imported where it is used.
"""

from stawm_keras.export.litert import export_litert
from stawm_keras.export.onnx import export_onnx
from stawm_keras.export.saved_model import export_saved_model

__all__ = ["export_litert", "export_onnx", "export_saved_model"]
