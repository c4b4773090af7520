"""Search spaces for KerasTuner, which nothing else in the library needs."""

from stawm_keras.tuning.hyper_looker import HyperLooker
from stawm_keras.tuning.space import vary

__all__ = ["HyperLooker", "vary"]
