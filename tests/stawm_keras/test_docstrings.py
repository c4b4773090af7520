"""The examples in the docstrings say what really happens."""

import doctest
import importlib
import pkgutil

import keras
import numpy as np
import pytest

import stawm_keras
import stawm_keras.optimizers
from stawm_keras.models.cnn import build_cnn
from stawm_keras.models.cnn import build_decoder

MODULES = [
    module.name
    for module in pkgutil.walk_packages(stawm_keras.__path__, "stawm_keras.")
    if ">>>" in (pkgutil.resolve_name(module.name).__doc__ or "")
    or any(
        ">>>" in (value.__doc__ or "")
        for value in vars(importlib.import_module(module.name)).values()
        if getattr(value, "__module__", None) == module.name
    )
]


class Shapes(doctest.OutputChecker):
    """Backends print shapes in their own ways."""

    def check_output(self, want, got, optionflags):
        got = got.replace("TensorShape([", "(").replace("])", ")")
        return super().check_output(want, got, optionflags | doctest.NORMALIZE_WHITESPACE)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # Some write a file.
    module = importlib.import_module(name)
    given = {
        "keras": keras,
        "np": np,
        "stawm_keras": stawm_keras,
        "build_cnn": build_cnn,
        "build_decoder": build_decoder,
    }
    runner = doctest.DocTestRunner(checker=Shapes())
    for example in doctest.DocTestFinder().find(module, name, globs=given):
        runner.run(example)
    assert runner.tries > 0 and runner.failures == 0
