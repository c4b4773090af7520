"""Exports a run: `python -m training.export RUN`."""

import re
from pathlib import Path

import click

from training.cli.place import Place
from training.cli.program import CHECKPOINT
from training.cli.program import RUN
from training.cli.program import one_sentence_errors
from training.hardware.backend import import_backend


def export(folder, name, root, checkpoint="last", format="savedmodel"):
    """Exports a run's model.

    Args:
        folder: The run's folder.
        name: Name of the exported model.
        root: Folder of all exported models.
        checkpoint: `"last"` or `"best"`.
        format: `"savedmodel"` (`root/NAME/VERSION/`), `"onnx"` (`root/NAME.onnx`) or `"litert"`
            (`root/NAME.tflite`).

    Returns:
        Path of what was written.
    """
    from stawm_keras.export import export_litert
    from stawm_keras.export import export_onnx
    from stawm_keras.export import export_saved_model
    from training.cli.errors import InputError
    from training.runs.restore import restore

    restored = restore(folder, checkpoint)
    model = restored.model
    try:
        if format == "onnx":
            return export_onnx(model, root / f"{name}.onnx")
        if format == "litert":
            return export_litert(model, root / f"{name}.tflite")
        return export_saved_model(model, root, name, fit=restored.recipe.images.fit)
    except (ValueError, RuntimeError) as error:
        raise InputError(str(error)) from error


class ExportName(click.ParamType):
    """The name of an exported model, which is that of a folder or a file."""

    name = "name"

    def convert(self, value, param, ctx):
        if not re.fullmatch("[A-Za-z0-9][A-Za-z0-9._-]{0,99}", value):
            raise click.ClickException(
                "--name must be made of at most 100 letters, digits, '.', '_' and '-' and start "
                f"with a letter or digit. Received: name={value!r:.200}"
            )
        return value


@click.command(help=__doc__)
@RUN
@CHECKPOINT
@click.option(
    "--name", type=ExportName(), help="Name of the exported model. [default: that of RUN]"
)
@click.option(
    "--root",
    type=Place(),
    default=Path("saved_models"),
    show_default=True,
    help="Folder of all exported models.",
)
@click.option(
    "--format",
    type=click.Choice(("savedmodel", "onnx", "litert")),
    default="savedmodel",
    show_default=True,
    help="A folder for TensorFlow and TensorFlow Serving, or a file for ONNX Runtime or LiteRT.",
)
def main(folder, checkpoint, name, root, format):
    """Exports, and says where to."""
    with one_sentence_errors():
        if name is None:
            name = ExportName().convert(folder.resolve().name, None, None)
        import_backend()
        exported = export(folder, name, root, checkpoint, format)
    click.echo(f"Exported: {exported}")


if __name__ == "__main__":
    main(prog_name="python -m training.export")
