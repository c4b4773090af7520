"""The examples in the docstrings say what really happens."""

import doctest
import importlib
import pkgutil

import keras
import numpy as np
import pytest
from public import public_names

import stawm_keras
from stawm_keras.models.cnn import build_cnn
from stawm_keras.models.cnn import build_decoder

GIVEN = {
    "keras": keras,
    "np": np,
    "stawm_keras": stawm_keras,
    "build_cnn": build_cnn,
    "build_decoder": build_decoder,
}
# An export takes a while, and TensorFlow: other tests run it.
NOT_RUN_HERE = "stawm_keras.export."


def _examples(module_name):
    """The docstrings of a module and of all that it defines that have examples."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    module = importlib.import_module(module_name)
    return [test for test in finder.find(module, module_name, globs=GIVEN) if test.examples]


EXAMPLES = {
    module.name: _examples(module.name)
    for module in pkgutil.walk_packages(stawm_keras.__path__, "stawm_keras.")
}


class Shapes(doctest.OutputChecker):
    """Backends print shapes in their own ways."""

    def check_output(self, want, got, optionflags):
        got = got.replace("TensorShape([", "(").replace("])", ")")
        return super().check_output(want, got, optionflags | doctest.NORMALIZE_WHITESPACE)


def _slow(name):
    """Whether it builds another model that looks than the paper's, which takes seconds each."""
    return name.startswith("stawm_keras.models.") and ".stawm." not in name


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if _slow(name) else ())
        for name, tests in EXAMPLES.items()
        if tests
    ],
)
def test_examples(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # Some write a file.
    runner = doctest.DocTestRunner(checker=Shapes())
    for example in EXAMPLES[name]:
        runner.run(example)
    assert runner.tries > 0 and runner.failures == 0


def test_everything_public_has_an_example():
    run = "".join(
        example.source for tests in EXAMPLES.values() for test in tests for example in test.examples
    )
    without = [name for name in public_names() if name not in run]
    assert [name for name in without if not name.startswith(NOT_RUN_HERE)] == []
