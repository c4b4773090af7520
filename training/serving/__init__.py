"""A SavedModel behind TensorFlow Serving's REST API, for one machine."""

from training.serving.application import Limits
from training.serving.application import build_application
from training.serving.served_model import ServedModel

__all__ = ["Limits", "ServedModel", "build_application"]
