"""Names pictures and draws what was looked at: `python -m training.look PICTURE... --run RUN`.

PICTURE is a PNG, JPEG, WebP, GIF or BMP file of any size.
"""

from pathlib import Path

import click

from training.cli.errors import InputError
from training.cli.place import Place
from training.cli.program import CHECKPOINT
from training.cli.program import one_sentence_errors
from training.hardware.backend import import_backend


def look(pictures, out, preset=None, folder=None, checkpoint="last"):
    """Writes what a model looks at in pictures, and returns what it calls them.

    Args:
        pictures: Paths of the pictures.
        out: File for the picture of them, a PNG.
        preset: The preset of the model: a name, `hf://user/name`, or a folder.
        folder: The folder of its run, in place of a preset.
        checkpoint: `"last"` or `"best"`, of the run.

    Returns:
        `stawm_keras.visualisation.pictures.Look`.
    """
    from stawm_keras import visualisation
    from stawm_keras.whole import whole_file
    from training.data.picture import fitted
    from training.data.picture import read_picture
    from training.runs.named_model import model_of_preset
    from training.runs.named_model import model_of_run

    model, fit = model_of_run(folder, checkpoint) if preset is None else model_of_preset(preset)
    height, width, channels = model.input_shape[1:]
    if channels not in (1, 3):
        raise InputError(
            f"The model takes images of {channels} channels: pictures are grey or RGB."
        )
    images = [fitted(read_picture(picture), height, width, channels, fit) for picture in pictures]
    try:
        seen = visualisation.look(model, images)
    except ValueError as error:
        raise InputError(str(error)) from error
    with whole_file(out) as partial:
        seen.figure.savefig(partial, format="png")
    return seen


@click.command(help=__doc__)
@click.argument(
    "pictures",
    metavar="PICTURE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--preset", help="Name of a bundled preset, hf://user/name, or a preset's folder.")
@click.option("--run", "folder", type=Place(), help="Folder of a run, in place of a preset.")
@CHECKPOINT
@click.option(
    "--out", type=Place(), default="look.png", show_default=True, help="File for the picture."
)
def main(pictures, preset, folder, checkpoint, out):
    """Looks, and says what is to be seen."""
    if (preset is None) == (folder is None):
        raise click.UsageError("Name one model: --preset NAME or --run RUN.")
    with one_sentence_errors():
        import_backend()
        seen = look(pictures, out, preset, folder, checkpoint)
    if seen.names is not None:
        for picture, name, sure in zip(pictures, seen.names, seen.probabilities, strict=True):
            click.echo(f"{picture}: {name} ({100 * sure:.1f} %)")
    click.echo(f"Picture: {out}")


if __name__ == "__main__":
    main(prog_name="python -m training.look")
