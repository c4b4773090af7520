"""The experiments, one a file: `NAME.py` holds `recipe`."""

import ast
import importlib
import pkgutil
from pathlib import Path


def names():
    """The names of all recipes."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg)


def summary(name):
    """The first line of what a recipe says of itself, read without importing it."""
    source = (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").split("\n")[0]


def find(name):
    """The recipe of that name and what it says of itself."""
    module = importlib.import_module(f"{__name__}.{name}")
    return module.recipe, module.__doc__
