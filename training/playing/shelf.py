"""The models that visitors may choose from."""

import functools
import threading

from training.playing.looker import Looker
from training.runs.named_model import model_of_preset
from training.runs.named_model import model_of_run


class Shelf:
    """Models by name, each loaded when it is first asked for.

    Args:
        presets: Names or folders of presets.
        runs: Folders of runs.
    """

    def __init__(self, presets, runs=()):
        self._makers = {str(one): functools.partial(model_of_run, one) for one in runs}
        self._makers |= {str(one): functools.partial(model_of_preset, one) for one in presets}
        self._loaded = {}
        self._loading = threading.Lock()

    @property
    def names(self):
        """Names of all models."""
        return list(self._makers)

    def has(self, name):
        """Whether a model is loaded."""
        return name in self._loaded

    def take(self, name):
        """The `Looker` of that name, loaded and compiled; `InputError` if that cannot be."""
        with self._loading:
            if name not in self._loaded:
                self._loaded[name] = Looker(name, *self._makers[name]())
        return self._loaded[name]
