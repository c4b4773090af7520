"""Draws pictures of what a run's model sees and does: `python -m training.visualize RUN`."""

from pathlib import Path

import click

from training.cli.errors import InputError
from training.cli.program import CHECKPOINT
from training.cli.program import DATA
from training.cli.program import RUN
from training.cli.program import one_sentence_errors
from training.hardware.backend import import_backend

ANIMATED = 10  # Images side by side in an animation.


def visualize(folder, checkpoint="last", data=None, count=20, features=False):
    """Writes the pictures that a run's model can give, and returns their paths.

    Args:
        folder: The run's folder; the pictures go into `pictures/` in it.
        checkpoint: `"last"` or `"best"`.
        data: Where to read the data, if not where the run did.
        count: Number of test images in a picture, evenly spread over the test images; of
            sequences there is one.
        features: Whether the pictures are of what the network has learned, and of what its answers
            rest on.
    """
    from training.runs.restore import restore

    examples = ("images",) if features else ("images", "sequences")
    restored = restore(folder, checkpoint, data, examples=examples)
    pictures = folder / "pictures"
    if restored.recipe.examples == "sequences":
        return _of_sequences(restored, pictures)
    dataset, images, labels = _test_images(restored, count)
    if features:
        return _of_features(restored.model, images, pictures)
    return _of_images(restored, pictures, count, dataset, images, labels)


def _of_sequences(restored, pictures):
    from training.tasks import task_of

    task = task_of(restored.recipe)
    tests = task.examples(restored.recipe).tested()
    drawn = {}
    for test, sequences in tests.items():
        for name, figure in task.pictures(restored.model, sequences, restored.recipe).items():
            drawn[f"{name}, {test}".replace(" ", "_").replace(",", "")] = figure
    if not drawn:
        raise InputError(
            f"{restored.name} has a memory of which there are no pictures: name a run of another."
        )
    pictures.mkdir(exist_ok=True)
    return [_save(figure, pictures / f"{name}.png") for name, figure in drawn.items()]


def _test_images(restored, count):
    """The data set of a run, and some of its test images with their labels."""
    from training.data import Split
    from training.runs.loading import load_data

    dataset = load_data(restored.recipe)
    if not 1 <= count <= len(dataset.x_test):
        raise InputError(
            f"{count} images were asked for: choose 1 to {len(dataset.x_test)}, as many as there "
            "are test images."
        )
    images, labels = Split(dataset.x_test, dataset.y_test).spread(count)
    return dataset, images, labels


def _of_features(model, images, pictures):
    from training.runs.learned import draw_learned

    try:
        figures = draw_learned(model, images)
    except ValueError as error:
        raise InputError(str(error)) from error
    pictures.mkdir(exist_ok=True)
    return [_save(figure, pictures / f"{name}.png") for name, figure in figures.items()]


def _of_images(restored, pictures, count, dataset, images, labels):
    from stawm_keras.models import seen

    model = restored.model
    names = seen(model).keys()
    if not names & {"glimpses", "attention", "drawing"}:
        raise InputError(
            f"{restored.name} has a model that shows neither glimpses nor drawings: name a run of "
            "another."
        )
    pictures.mkdir(exist_ok=True)
    paths = []
    if "glimpses" in names:
        paths.append(_glimpses(model, images, labels, pictures))
    if {"glimpses", "logits_so_far"} <= names and len(images.shape) == 4:  # Not of videos.
        paths += _certainty(model, images[:ANIMATED], labels[:ANIMATED], pictures)
    if "attention" in names:
        paths.append(_attention(model, images, labels, pictures))
    if "drawing" in names:
        paths += _drawings(model, images, pictures)
    if {"drawing", "logits"} <= names:
        paths += _misclassified(model, dataset, pictures, count)
    return paths


def _glimpses(model, images, labels, pictures):
    from stawm_keras.visualisation import look_at
    from stawm_keras.visualisation import plot_glimpses

    found = look_at(model, images)
    answers = _answers(model, found, labels)
    figure = plot_glimpses(images, found["frames"], found["glimpses"], **answers)
    return _save(figure, pictures / "glimpses.png")


def _certainty(model, images, labels, pictures):
    from stawm_keras.models import class_names_of
    from stawm_keras.visualisation import animate_certainty
    from stawm_keras.visualisation import look_at
    from stawm_keras.visualisation import plot_certainty
    from stawm_keras.whole import whole_file

    found = look_at(model, images, ("frames", "glimpses", "logits_so_far"))
    looks = (images, found["frames"], found["glimpses"], found["logits_so_far"])
    answers = {"actual": labels, "class_names": class_names_of(model)}
    still, moving = pictures / "certainty.png", pictures / "certainty.gif"
    with whole_file(moving) as partial:
        animate_certainty(*looks, partial, **answers)
    return [_save(plot_certainty(*looks, **answers), still), moving]


def _attention(model, images, labels, pictures):
    from stawm_keras.visualisation import look_at
    from stawm_keras.visualisation import plot_attention

    found = look_at(model, images, ("attention", "logits"))
    figure = plot_attention(images, found["attention"], **_answers(model, found, labels))
    return _save(figure, pictures / "attention.png")


def _answers(model, found, labels):
    """What a model answers, if it does, and the right answers, if they are of the same kind."""
    from stawm_keras.models import class_names_of

    if "logits" not in found:
        return {}
    predicted = found["logits"].argmax(-1)
    return {
        "predicted": predicted,
        "actual": labels if labels.shape == predicted.shape else None,
        "class_names": class_names_of(model),
    }


def _drawings(model, images, pictures):
    from stawm_keras.visualisation import animate_stages
    from stawm_keras.visualisation import look_at
    from stawm_keras.visualisation import plot_drawings
    from stawm_keras.visualisation import plot_masks
    from stawm_keras.visualisation import plot_stages
    from stawm_keras.whole import whole_file

    drawn = look_at(model, images, ("drawing", "canvases", "sketch_frames", "masks"))
    paths = [_save(plot_drawings(drawn["drawing"], images), pictures / "drawings.png")]
    if {"canvases", "sketch_frames"} <= drawn.keys():
        stages = (drawn["canvases"], drawn["sketch_frames"], images)
        paths.append(_save(plot_stages(*stages), pictures / "stages.png"))
        canvases, frames, shown = (part[:ANIMATED] for part in stages)
        paths.append(pictures / "stages.gif")
        with whole_file(paths[-1]) as partial:
            animate_stages(canvases, frames, shown, partial)
    if "masks" in drawn:
        last = drawn["masks"][:ANIMATED, -1]
        paths.append(_save(plot_masks(last, images[:ANIMATED]), pictures / "masks.png"))
    return paths


def _misclassified(model, dataset, pictures, count):
    """What was drawn of the test images that were not recognised."""
    from stawm_keras.models import class_names_of
    from stawm_keras.models import observe
    from stawm_keras.visualisation import plot_drawings
    from training.data import Batches
    from training.tasks.scores import BATCH

    batches = Batches(dataset.x_test, dataset.y_test, BATCH)
    answers = observe(model, "drawing", "logits").predict(batches, verbose=0)
    predicted = answers["logits"].argmax(-1)
    wrong = (predicted != dataset.y_test).nonzero()[0][:count]
    if not len(wrong):
        return []
    figure = plot_drawings(
        answers["drawing"][wrong],
        dataset.x_test[wrong],
        predicted[wrong],
        dataset.y_test[wrong],
        class_names_of(model),
    )
    return [_save(figure, pictures / "misclassified.png")]


def _save(figure, file):
    from stawm_keras.whole import whole_file

    with whole_file(file) as partial:
        figure.savefig(partial, format="png")
    return file


@click.command(help=__doc__)
@RUN
@CHECKPOINT
@DATA
@click.option(
    "--count", type=click.IntRange(1), default=20, show_default=True, help="Number of test images."
)
@click.option(
    "--features",
    is_flag=True,
    help="Draw what the network has learned, and what its answers rest on.",
)
def main(folder: Path, checkpoint, data, count, features):
    """Draws, and says where."""
    with one_sentence_errors():
        import_backend()
        paths = visualize(folder, checkpoint, data, count, features)
    for path in paths:
        click.echo(f"Picture: {path}")


if __name__ == "__main__":
    main(prog_name="python -m training.visualize")
