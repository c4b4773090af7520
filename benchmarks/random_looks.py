"""Trains RAM to look at random places: what is it worth that it learns where to look?

    python -m benchmarks.random_looks results/mnist_translated_60_ram_one_scale_60.json \\
        --data DIR --out results/mnist_translated_60_ram_one_scale_random_60.json

Model, images and training are those of a recipe, or of the result that is to be compared with. But
every place is drawn uniformly, while training and at inference alike, and nothing is learned of
where to look. The result is one of `training.evaluate` that says which policy looked.
"""

from pathlib import Path

import click

from training.cli.errors import InputError
from training.cli.json_file import write_json
from training.cli.place import Place
from training.cli.recipe_group import RecipeGroup
from training.hardware import strategies
from training.recipes import values

OPTIONS = [
    click.Option(
        ["--run", "folder"],
        type=Place(),
        help="Folder of the run. [default: runs/RECIPE_random]",
    ),
    click.Option(["--resume"], is_flag=True, help="Go on with the run that the folder holds."),
    click.Option(["--out"], type=Place(), help="File for the result. [default: in the folder]"),
]


def run(name, recipe, folder, resume, out):
    """Trains, evaluates and writes the result."""
    if not isinstance(recipe.model, values.RecurrentAttention):
        raise InputError(
            f"{name} has no policy of RAM's to look at random places instead: name a recipe whose "
            "model is RecurrentAttention, such as mnist_translated_60_ram."
        )
    folder = folder or Path("runs") / f"{name}_random"
    with strategies.start() as strategy:
        from benchmarks.uniform_policy import looks_at_random
        from training.evaluate import evaluate
        from training.runs.fitting import train
        from training.tasks import classifiers

        # In this process, runs are built, trained and restored with this model.
        classifiers.MODELS[values.RecurrentAttention] = looks_at_random
        train(name, recipe, folder, resume, click.echo, 0, strategy)
        result, _ = evaluate(folder)
    out = out or folder / "result.json"
    write_json(out, {**result, "policy": "uniform"})
    click.echo(f"After epoch {result['epochs']}, at random places: {result['in_words']}.")
    click.echo(f"Result: {out}")


main = RecipeGroup(
    help="Trains RAM to look at random places, and evaluates it. Every value of its recipe, named "
    "or in a file, can be overridden: see RECIPE --help.",
    subcommand_metavar="RECIPE [OPTIONS]",
    extra_options=OPTIONS,
    run=run,
)

if __name__ == "__main__":
    main(prog_name="python -m benchmarks.random_looks")
