"""A recipe's values as options of a command."""

import typing
from ast import literal_eval

import click
from pydantic import ValidationError

from training.cli.errors import InputError
from training.cli.sentence import sentence

NAMES = {"from_run": "from"}  # A word of Python's, which no attribute can have as its name.
METAVARS = {int: "INTEGER", float: "NUMBER"}


class Literal(click.ParamType):
    """A value as Python writes it; what is none is taken as text."""

    name = "value"

    def convert(self, value, param, ctx):
        try:
            return literal_eval(value) if isinstance(value, str) else value
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return value


def recipe_options(recipe):
    """The options that override a recipe's values."""
    return [_option(name, field, recipe) for name, field in recipe.fields().items()]


def overridden(recipe, values):
    """The recipe with what its options were given.

    Raises:
        InputError: A value is not what it must be.
    """
    try:
        return recipe.changed(**values)
    except ValidationError as error:
        raise InputError(sentence(error, _option_name)) from error


def _option_name(name):
    return f"--{NAMES.get(name, name.replace('_', '-'))}"


def _option(name, field, recipe):
    option = _option_name(name)
    default = recipe.flat()[name]
    keywords = {"default": default, "help": field.description}
    kind = _plain(field.annotation)
    if kind is bool:
        return click.Option([f"{option}/--no-{option[2:]}", name], **keywords)
    if typing.get_origin(kind) is typing.Literal:
        keywords["type"] = click.Choice(typing.get_args(kind))
    elif kind is str:
        keywords["type"] = click.STRING
    else:
        keywords["type"] = Literal()
        keywords["metavar"] = METAVARS.get(kind, "TUPLE")
        if isinstance(default, tuple):
            keywords["show_default"] = repr(default)[1:-1]  # Click has its own parentheses.
    return click.Option([option, name], **keywords)


def _plain(annotation):
    """The type itself, of an annotation that adds a range or `None` to it."""
    if type(None) in typing.get_args(annotation):
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    return annotation
