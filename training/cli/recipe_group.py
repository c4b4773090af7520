"""Programs that take a recipe."""

import difflib

import click

from training import recipes
from training.cli import recipe_file
from training.cli.program import one_sentence_errors
from training.cli.recipe_options import overridden
from training.cli.recipe_options import recipe_options


class RecipeGroup(click.Group):
    """A program with a command for each recipe, whose options are the recipe's values.

    A file with a recipe is a command, too. Nothing here imports Keras: what is wrong is said at
    once.

    Args:
        extra_options: The program's own options.
        describe: Function of a recipe's name and of what the recipe says of itself, of what the
            command's `--help` begins with; by default just that.
        run: Function of the recipe's name, the recipe and the program's own options, which runs it.
    """

    def __init__(self, *args, extra_options, run, describe=lambda name, text: text, **kwargs):
        super().__init__(*args, **kwargs)
        self.extra_options = extra_options
        self.describe = describe
        self.run = run

    def list_commands(self, ctx):
        return recipes.names()

    def format_commands(self, ctx, formatter):
        with formatter.section("Recipes"):
            formatter.write_dl([(name, recipes.summary(name)) for name in recipes.names()])

    def get_command(self, ctx, name):
        if name.endswith(".json"):
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

        def callback(**given):
            values = {value: given.pop(value) for value in recipe.flat()}
            with one_sentence_errors():
                self.run(name, overridden(recipe, values), **given)

        return click.Command(
            name,
            params=[*self.extra_options, *recipe_options(recipe)],
            callback=callback,
            help=f"\b\n{self.describe(name, text)}",
            short_help=text.splitlines()[0],
            context_settings={"show_default": True, "max_content_width": 100},
        )
