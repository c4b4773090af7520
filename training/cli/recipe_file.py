"""A recipe in a file: its name and its values, as the tuner and every run write them."""

import dataclasses
import inspect
import types
import typing
from pathlib import Path

from training import recipes
from training.cli.errors import InputError
from training.runs.folder import read_json


def read(path):
    """The name of the recipe in a file, and the recipe with the values that it has there.

    Raises:
        InputError: The file is missing or broken, or holds no such recipe or values.
    """
    path = Path(path)
    missing = f"There is no file {path}: name a recipe, or a file that training.tune wrote."
    return parse(read_json(path, missing), path)


def parse(content, path):
    """The recipe's name and the recipe, of what a file holds."""
    if not isinstance(content, dict) or not isinstance(content.get("values"), dict):
        raise InputError(
            f'{path} holds no recipe: that is {{"recipe": NAME, "values": {{...}}}}, as '
            "training.tune writes it."
        )
    name = content.get("recipe")
    if name not in recipes.names():
        raise InputError(
            f"{path} is for the recipe {name!r}, which there is not: there are "
            f"{', '.join(recipes.names())}."
        )
    recipe, _ = recipes.find(name)
    kinds = {field.name: field.type for field in dataclasses.fields(recipe)}
    values = {}
    for key, value in content["values"].items():
        if key not in kinds:
            raise InputError(f"{path} has a value {key!r}, and {name} has none of that name.")
        kind, value = kinds[key], _tuples(value)
        if typing.get_origin(kind) is tuple and not isinstance(value, tuple):
            value = (value,)  # So one value for all channels was written once.
        if not _is_of(value, kind):
            raise InputError(
                f"{path} has {key}={value!r}, which must be {inspect.formatannotation(kind)}."
            )
        values[key] = value
    recipe = dataclasses.replace(recipe, **values)
    recipe.check()
    return name, recipe


def _tuples(value):
    """JSON's lists as the tuples they were."""
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


def _is_of(value, kind):
    """Whether a value is of a kind, as recipes declare it."""
    if isinstance(kind, types.UnionType):
        return any(_is_of(value, part) for part in typing.get_args(kind))
    if typing.get_origin(kind) is tuple and isinstance(value, tuple):
        parts = typing.get_args(kind)
        if parts[-1] is ...:
            parts = parts[:1] * len(value)
        return len(parts) == len(value) and all(map(_is_of, value, parts))
    return type(value) is kind or (kind is float and type(value) is int)
