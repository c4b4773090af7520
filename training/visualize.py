"""Draws pictures of what a run's model sees and draws: `python -m training.visualize RUN`."""

from pathlib import Path

import click

from training.cli.program import CHECKPOINT
from training.cli.program import DATA
from training.cli.program import RUN
from training.cli.program import one_sentence_errors

ANIMATED = 10  # Images side by side in an animation.


def visualize(folder, checkpoint="last", data=None, count=20):
    """Writes the pictures that a run's model can give, and returns their paths.

    Args:
        folder: The run's folder; the pictures go into `pictures/` in it.
        checkpoint: `"last"` or `"best"`.
        data: Where to read the data, if not where the run did.
        count: Number of test images in a picture, evenly spread over the test images.
    """
    from training.cli.errors import InputError
    from training.data import Split
    from training.runs.fitting import load_data
    from training.runs.restore import restore

    restored = restore(folder, checkpoint, data)
    dataset = load_data(restored.recipe)
    if not 1 <= count <= len(dataset.x_test):
        raise InputError(
            f"{count} images were asked for: choose 1 to {len(dataset.x_test)}, as many as there "
            "are test images."
        )
    images, labels = Split(dataset.x_test, dataset.y_test).spread(count)
    model = restored.model
    pictures = folder / "pictures"
    if not (hasattr(model, "drawn") or hasattr(model, "backbone")):
        raise InputError(
            f"{folder} is a run of {restored.name}, whose model shows neither glimpses nor "
            "drawings: name another run."
        )
    pictures.mkdir(exist_ok=True)
    if hasattr(model, "drawn"):
        return _drawings(model, images, pictures) + _misclassified(model, dataset, pictures, count)
    return [_glimpses(model, images, labels, pictures)]


def _glimpses(model, images, labels, pictures):
    from stawm_keras.visualisation import classifier_glimpses
    from stawm_keras.visualisation import plot_glimpses

    poses, glimpses, probabilities = classifier_glimpses(model, images)
    figure = plot_glimpses(images, poses, glimpses, probabilities.argmax(-1), labels)
    return _save(figure, pictures / "glimpses.png")


def _drawings(model, images, pictures):
    import keras

    from stawm_keras.visualisation import animate_stages
    from stawm_keras.visualisation import plot_drawings
    from stawm_keras.visualisation import plot_masks
    from stawm_keras.visualisation import plot_stages
    from training.runs.folder import write_whole

    drawn = keras.Model(model.input, model.drawn).predict(images, verbose=0)
    paths = [_save(plot_drawings(drawn["drawing"], images), pictures / "drawings.png")]
    if "canvases" in drawn:
        stages = (drawn["canvases"], drawn["inverse_poses"], images)
        paths.append(_save(plot_stages(*stages), pictures / "stages.png"))
        canvases, inverse_poses, shown = (part[:ANIMATED] for part in stages)
        paths.append(pictures / "stages.gif")
        write_whole(paths[-1], lambda file: animate_stages(canvases, inverse_poses, shown, file))
    if "masks" in drawn:
        last = drawn["masks"][:ANIMATED, -1]
        paths.append(_save(plot_masks(last, images[:ANIMATED]), pictures / "masks.png"))
    return paths


def _misclassified(model, dataset, pictures, count):
    """What a sketchpad drew of the test images that it did not recognise."""
    from stawm_keras.models import STAWMSketchpad
    from stawm_keras.visualisation import plot_drawings
    from training.runs.scores import BATCH

    if not isinstance(model, STAWMSketchpad):
        return []
    answers = model.predict(dataset.x_test, BATCH, verbose=0)
    predicted = answers["logits"].argmax(-1)
    wrong = (predicted != dataset.y_test).nonzero()[0][:count]
    if not len(wrong):
        return []
    figure = plot_drawings(
        answers["drawing"][wrong], dataset.x_test[wrong], predicted[wrong], dataset.y_test[wrong]
    )
    return [_save(figure, pictures / "misclassified.png")]


def _save(figure, file):
    from training.runs.folder import write_whole

    write_whole(file, lambda partial: figure.savefig(partial, format="png"))
    return file


@click.command(help=__doc__)
@RUN
@CHECKPOINT
@DATA
@click.option("--count", default=20, show_default=True, help="Number of test images.")
def main(folder: Path, checkpoint, data, count):
    """Draws, and says where."""
    with one_sentence_errors():
        paths = visualize(folder, checkpoint, data, count)
    for path in paths:
        click.echo(f"Picture: {path}")


if __name__ == "__main__":
    main(prog_name="python -m training.visualize")
