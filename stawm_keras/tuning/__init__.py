"""Search spaces for KerasTuner, which nothing else in the library needs."""

from stawm_keras.tuning.hyper_stawm import HyperSTAWM
from stawm_keras.tuning.space import vary

__all__ = ["HyperSTAWM", "vary"]
