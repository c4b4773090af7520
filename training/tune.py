"""Searches for a recipe's best values: `python -m training.tune RECIPE [OPTIONS]`.

RECIPE is a recipe's name, or a file with one. Its values are where the search begins, and all that
is not searched.
"""

from pathlib import Path

import click

from training.cli.errors import InputError
from training.cli.place import Place
from training.cli.recipe_group import RecipeGroup
from training.cli.recipe_options import overridden
from training.hardware.backend import import_backend

# A model of its own has one of them.
SIZES = {"num_glimpses", "units", "latent_units"}

OPTIONS = [
    click.Option(
        ["--tuner"],
        type=click.Choice(("hyperband", "bayesian", "random")),
        default="bayesian",
        help="Which of KerasTuner's tuners.",
    ),
    click.Option(
        ["--trials"],
        type=click.IntRange(1),
        default=20,
        help="Number of trials; Hyperband may need fewer.",
    ),
    click.Option(
        ["--executions-per-trial"],
        type=click.IntRange(1),
        default=1,
        help="Times that a trial is trained, each with the next seed and so with other images held "
        "out; the mean of their scores counts.",
    ),
    click.Option(
        ["--max-model-size"],
        type=click.IntRange(1),
        help="Parameters that a model may have; at least the recipe's own. [default: any number]",
    ),
    click.Option(
        ["--keep"],
        multiple=True,
        help="Name of a value that stays the recipe's; can be given again and again.",
    ),
    click.Option(
        ["--run", "folder"],
        type=Place(),
        help="Folder of the search. [default: runs/tune_RECIPE]",
    ),
    click.Option(["--resume"], is_flag=True, help="Go on with the search that the folder holds."),
]


def run(name, recipe, folder, **options):
    """Searches, and says what was found and where it is."""
    if recipe.examples != "images":
        raise InputError(f"{name} is of {recipe.examples}: name a recipe of images to tune.")
    if not SIZES & recipe.flat().keys():
        raise InputError(
            f"{name} builds nothing whose size could be tuned, but a head on another run's model: "
            "name another recipe."
        )
    if getattr(recipe.model, "from_preset", ""):
        raise InputError("What is tuned is what a preset brings: tune without --from-preset.")
    # Its executions have one seed after the other.
    last = recipe.running.seed + options["executions_per_trial"] - 1
    overridden(recipe, {"seed": last})
    import_backend()
    try:
        from training.search.around_recipe import search_around
    except ModuleNotFoundError as error:
        if error.name != "keras_tuner":
            raise
        raise InputError("Tuning needs KerasTuner: pip install 'keras-tuner[bayesian]'.") from error
    folder = folder or Path("runs") / f"tune_{name}"
    best = search_around(name, recipe, folder, **options, say=click.echo)
    if best:
        trained = folder / "best"
        click.echo(f"Next: python -m training.train {best} --run {trained}")


def describe(name, text):
    """What `--help` says of a search."""
    return f"""{text.splitlines()[0]}

    python -m training.tune {name} [OPTIONS]

Cost: that of python -m training.train {name}, times --trials, times --executions-per-trial.
"""


main = RecipeGroup(
    help="Searches for a recipe's best values, judged on training images that are held out: a "
    "tenth of them, unless --holdout says how many. See RECIPE --help.",
    subcommand_metavar="RECIPE [OPTIONS]",
    extra_options=OPTIONS,
    describe=describe,
    run=run,
)

if __name__ == "__main__":
    main(prog_name="python -m training.tune")
