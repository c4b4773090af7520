"""Trains a recipe: `python -m training.train RECIPE [OPTIONS]`.

RECIPE is a recipe's name, or a file with one that `training.tune` wrote.
"""

from pathlib import Path

import click

from training.program import RecipeGroup

OPTIONS = [
    click.Option(
        ["--run", "folder"],
        type=click.Path(path_type=Path),
        help="Folder of the run. [default: runs/RECIPE]",
    ),
    click.Option(["--resume"], is_flag=True, help="Go on with the run that the folder holds."),
    click.Option(
        ["--board-every"],
        type=click.IntRange(0),
        help="Epochs between pictures for TensorBoard; 0 for none. [default: a tenth of all]",
    ),
]


def run(name, recipe, folder, resume, board_every):
    """Trains, and says where everything is."""
    from training.trainer import train

    folder = folder or Path("runs") / name
    finished = train(name, recipe, folder, resume, click.echo, board_every)
    last = finished.metrics()[-1]
    click.echo(f"After epoch {last['epoch']}: {recipe.say(last)}.")
    click.echo(f"Next: python -m training.evaluate {finished.path}")


main = RecipeGroup(
    help="Trains a recipe, named or in a file that training.tune wrote. Every value of a recipe "
    "can be overridden: see RECIPE --help.",
    subcommand_metavar="RECIPE [OPTIONS]",
    extra_options=OPTIONS,
    run=run,
)

if __name__ == "__main__":
    main(prog_name="python -m training.train")
