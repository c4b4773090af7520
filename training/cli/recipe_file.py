"""A recipe in a file: its name and its values, as the tuner and every run write them."""

from pathlib import Path

from pydantic import ValidationError

from training import recipes
from training.cli.errors import InputError
from training.cli.json_file import read_json
from training.cli.sentence import sentence


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
    unknown = sorted(content["values"].keys() - recipe.flat())
    if unknown:
        raise InputError(f"{path} has a value {unknown[0]!r}, and {name} has none of that name.")
    try:
        return name, recipe.changed(**{key: tuples(one) for key, one in content["values"].items()})
    except ValidationError as error:
        raise InputError(f"{path} cannot be taken: {sentence(error)}") from error


def tuples(value):
    """JSON's lists as the tuples they were."""
    return tuple(tuples(part) for part in value) if isinstance(value, list) else value
