"""Trains a recipe: `python -m training.train RECIPE [OPTIONS]`.

RECIPE is a recipe's name, or a file with one that `training.tune` wrote.
"""

from pathlib import Path

import click

from training.cli.place import Place
from training.cli.recipe_group import RecipeGroup
from training.hardware import strategies

OPTIONS = [
    click.Option(
        ["--run", "folder"],
        type=Place(),
        help="Folder of the run. [default: runs/RECIPE]",
    ),
    click.Option(["--resume"], is_flag=True, help="Go on with the run that the folder holds."),
    click.Option(
        ["--board-every"],
        type=click.IntRange(0),
        help="Epochs between pictures for TensorBoard; 0 for none. [default: a tenth of all]",
    ),
    click.Option(
        ["--strategy"],
        type=click.Choice(strategies.NAMES),
        help="How to train on several devices: mirrored, on TensorFlow, in one process; "
        "data_parallel, on JAX, in one process or several. [default: one device]",
    ),
    click.Option(
        ["--devices"],
        type=click.IntRange(1, 64),
        help="Number of devices for mirrored. [default: all GPUs]",
    ),
    click.Option(
        ["--coordinator"],
        envvar="KERAS_DISTRIBUTION_JOB_ADDRESSES",
        help="HOST:PORT of process 0, for data_parallel in several processes.",
        show_envvar=True,
    ),
    click.Option(
        ["--processes"],
        type=click.IntRange(1),
        envvar="KERAS_DISTRIBUTION_NUM_PROCESSES",
        help="How many processes there are.",
        show_envvar=True,
    ),
    click.Option(
        ["--process"],
        type=click.IntRange(0),
        envvar="KERAS_DISTRIBUTION_PROCESS_ID",
        help="Which of them this is, from 0.",
        show_envvar=True,
    ),
]


def run(
    name, recipe, folder, resume, board_every, strategy, devices, coordinator, processes, process
):
    """Trains, and says where everything is."""
    folder = folder or Path("runs") / name
    with strategies.start(strategy, devices, coordinator, processes, process) as started:
        from training.runs.fitting import train
        from training.tasks import task_of

        finished = train(name, recipe, folder, resume, click.echo, board_every, started)
    if started.process > 0:
        return  # Process 0 writes, and may not have written all yet.
    last = finished.metrics()[-1]
    click.echo(f"After epoch {last['epoch']}: {task_of(recipe).in_words(last)}.")
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
