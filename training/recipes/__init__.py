"""The experiments of the paper's Appendix D, one a file: `NAME.py` holds `recipe`."""

import importlib
import pkgutil


def names():
    """The names of all recipes."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def find(name):
    """The recipe of that name and what it says of itself."""
    module = importlib.import_module(f"{__name__}.{name}")
    return module.recipe, module.__doc__
