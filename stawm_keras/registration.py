"""How the library's classes are known to Keras."""

import difflib
import functools
import inspect
from typing import Any

import keras

PACKAGE = "stawm_keras"
BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def register(cls):
    """Registers a class with Keras, and has it refuse arguments that it does not take.

    Keras' functional models take any argument without a word, so that a name that is spelled wrong
    would change nothing.

    Args:
        cls: A class.

    Returns:
        The class, whose constructor raises `TypeError` with the nearest name.
    """
    check_arguments(cls)
    return keras.saving.register_keras_serializable(package=PACKAGE)(cls)


def check_arguments(cls):
    """Has a class refuse arguments that it does not take, without registering it."""
    construct, known = cls.__init__, _arguments_of(cls)

    def __init__(self, *args, **kwargs):
        for name in kwargs:
            if name not in known:
                raise TypeError(_refusal(cls, name, known))
        construct(self, *args, **kwargs)

    checked: Any = functools.wraps(construct)(__init__)
    # Keras reads a constructor's arguments without unwrapping it.
    checked.__signature__ = inspect.signature(construct)
    cls.__init__ = checked
    return cls


def _arguments_of(cls):
    """The names that a class and, as long as it hands on what else comes, its bases take."""
    names = set()
    for base in cls.__mro__:
        if "__init__" in vars(base):
            parameters = inspect.signature(vars(base)["__init__"]).parameters.values()
            names |= {one.name for one in parameters if one.kind in BY_NAME}
            if all(one.kind is not one.VAR_KEYWORD for one in parameters):
                break
    return names - {"self"}


def _refusal(cls, name, known):
    near = difflib.get_close_matches(name, known, n=1)
    meant = f" Did you mean `{near[0]}`?" if near else ""
    return f"{cls.__name__} takes no argument `{name}`.{meant} It takes {', '.join(sorted(known))}."
