"""SavedModels behind TensorFlow Serving's REST API, for one machine."""

from training.serving.application import Limits
from training.serving.application import build_application
from training.serving.keep_latest import KeepLatest
from training.serving.served_model import ServedModel
from training.serving.shelf import Shelf

__all__ = ["KeepLatest", "Limits", "ServedModel", "Shelf", "build_application"]
