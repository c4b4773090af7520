"""Exports a run as a SavedModel: `python -m training.export RUN --name NAME`."""

from pathlib import Path

import click

from training.program import CHECKPOINT
from training.program import RUN
from training.program import one_sentence_errors


def export(folder, name, root, checkpoint="last"):
    """Exports a run's model to `root/NAME/VERSION/` and returns that folder."""
    from stawm_keras.export import export_saved_model
    from training.errors import InputError
    from training.restore import restore

    model = restore(folder, checkpoint).model
    try:
        return export_saved_model(model, root, name)
    except (ValueError, RuntimeError) as error:
        raise InputError(str(error)) from error


@click.command(help=__doc__)
@RUN
@CHECKPOINT
@click.option("--name", required=True, help="Name of the exported model.")
@click.option(
    "--root",
    type=click.Path(path_type=Path),
    default=Path("saved_models"),
    show_default=True,
    help="Folder of all exported models.",
)
def main(folder, checkpoint, name, root):
    """Exports, and says where to."""
    with one_sentence_errors():
        exported = export(folder, name, root, checkpoint)
    click.echo(f"Exported: {exported}")


if __name__ == "__main__":
    main(prog_name="python -m training.export")
