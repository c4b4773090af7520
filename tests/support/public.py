"""What of the library is public: what users are told of and may rely on."""

import importlib
import inspect
import pkgutil

import stawm_keras

INTERNAL = {"backend", "random", "registration", "types", "version", "whole"}


def public_modules():
    """The public packages and modules of `stawm_keras`, by name; those within them as well."""
    names = {module.name for module in pkgutil.iter_modules(stawm_keras.__path__)} - INTERNAL
    outer = {name: importlib.import_module(f"stawm_keras.{name}") for name in sorted(names)}
    inner = {
        f"{name}.{member}": getattr(module, member)
        for name, module in outer.items()
        for member in getattr(module, "__all__", ())
        if inspect.ismodule(getattr(module, member))
    }
    return outer | inner


def public_names():
    """Full names of all public classes and functions."""
    return [
        f"stawm_keras.{module_name}.{name}"
        for module_name, module in public_modules().items()
        for name in getattr(module, "__all__", _defined_in(module))
        if not inspect.ismodule(getattr(module, name))
    ]


def _defined_in(module):
    return [
        name
        for name, value in vars(module).items()
        if inspect.isclass(value) or inspect.isfunction(value)
        if value.__module__ == module.__name__ and not name.startswith("_")
    ]
