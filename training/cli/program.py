"""What the command-line programs share."""

import contextlib
import dataclasses
import difflib
import types
import typing
from ast import literal_eval
from pathlib import Path

import click

from training.cli.errors import InputError
from training.cli.errors import Interrupted
from training.cli.errors import TrainingDiverged

INTERRUPTED = 130  # What a shell says of a program that was interrupted.

# What programs that take a finished run have in common.
RUN = click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
CHECKPOINT = click.option(
    "--checkpoint",
    type=click.Choice(("last", "best")),
    default="last",
    show_default=True,
    help="Which of the run's models.",
)
DATA = click.option("--data", help="Where to read the data, if not where the run did.")


class TupleValue(click.ParamType):
    """A tuple as Python writes it."""

    name = "tuple"

    def convert(self, value, param, ctx):
        if isinstance(value, tuple):
            return value
        try:
            found = literal_eval(value)
        except (ValueError, SyntaxError):
            found = None
        if not isinstance(found, tuple):
            self.fail(f"'{value}' is not a tuple: write it as Python does, '(50, 100)', say.")
        return found


class RecipeGroup(click.Group):
    """A program with a command for each recipe, whose options are the recipe's values.

    A file with a recipe is a command, too. Recipes are imported when they are asked for.
    """

    def __init__(self, *args, extra_options, run, **kwargs):
        super().__init__(*args, **kwargs)
        self.extra_options = extra_options
        self.run = run

    def list_commands(self, ctx):
        from training import recipes

        return recipes.names()

    def format_commands(self, ctx, formatter):
        from training import recipes

        with formatter.section("Recipes"):
            formatter.write_dl([(name, recipes.summary(name)) for name in recipes.names()])

    def get_command(self, ctx, name):
        from training import recipes

        if name.endswith(".json"):
            from training.cli import recipe_file

            with one_sentence_errors():
                name, recipe = recipe_file.read(name)
        elif name in recipes.names():
            recipe, _ = recipes.find(name)
        else:
            near = difflib.get_close_matches(name, recipes.names(), n=1, cutoff=0.0)
            raise click.UsageError(
                f"There is no recipe '{name}': did you mean '{near[0]}'? "
                f"There are {', '.join(recipes.names())}."
            )
        _, text = recipes.find(name)

        def callback(**values):
            names = [field.name for field in dataclasses.fields(recipe)]
            changed = dataclasses.replace(recipe, **{n: values.pop(n) for n in names})
            with one_sentence_errors():
                self.run(name, changed, **values)

        options = [recipe_option(field, recipe) for field in dataclasses.fields(recipe)]
        return click.Command(
            name,
            params=[*self.extra_options, *options],
            callback=callback,
            help=f"\b\n{text}",
            short_help=text.splitlines()[0],
            context_settings={"show_default": True, "max_content_width": 100},
        )


def recipe_option(field, recipe):
    """The option that overrides one of a recipe's values."""
    name = field.metadata["option"] or field.name.replace("_", "-")
    kind = _without_none(field.type)
    keywords = {"default": getattr(recipe, field.name), "help": field.metadata["help"]}
    if field.metadata["choices"]:
        keywords["type"] = click.Choice(field.metadata["choices"])
    elif typing.get_origin(kind) is tuple:
        keywords["type"] = TupleValue()
    else:
        keywords["type"] = kind
    names = [f"--{name}/--no-{name}" if kind is bool else f"--{name}", field.name]
    return click.Option(names, **keywords)


def _without_none(kind):
    """`X` for `X | None`."""
    if isinstance(kind, types.UnionType):
        (kind,) = (part for part in typing.get_args(kind) if part is not types.NoneType)
    return kind


@contextlib.contextmanager
def one_sentence_errors():
    """Turns the errors that a user can mend into one sentence and a non-zero exit."""
    try:
        yield
    except Interrupted as error:
        click.echo(error, err=True)
        raise click.exceptions.Exit(INTERRUPTED) from error
    except (InputError, TrainingDiverged) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        if error.filename is None and error.strerror is None:
            raise
        where = error.filename or "the run's folder"
        raise click.ClickException(
            f"Cannot use {where}: {error.strerror}. Name another place, or make room there."
        ) from error
