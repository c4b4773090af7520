"""Evaluates a run on what it was not trained on: `python -m training.evaluate RUN`."""

import csv

import click

from training.cli.json_file import write_json
from training.cli.place import Place
from training.cli.program import CHECKPOINT
from training.cli.program import DATA
from training.cli.program import RUN
from training.cli.program import one_sentence_errors
from training.hardware.backend import import_backend

LISTED = 20  # Classes on the screen.


def evaluate(folder, checkpoint="last", data=None, corruptions=False, masks=None):
    """Evaluates a run on the test images, or sequences.

    Args:
        folder: The run's folder.
        checkpoint: `"last"` or `"best"`.
        data: Where to read the data, if not where the run did.
        corruptions: Whether to test a classifier on corrupted and attacked images, too.
        masks: File of masks that those of a drawer are compared with, or `None`.

    Returns:
        Tuple of the result, a dictionary of plain values, and the confusion matrix of a classifier,
        integers `(classes, classes)`, or `None`. The keys of the result's `test_recall` are the
        names of the classes in the matrix' order.
    """
    from training.hardware.environment import environment
    from training.runs.folder import plain
    from training.runs.restore import restore
    from training.runs.testing import test
    from training.tasks import task_of

    restored = restore(folder, checkpoint, data, examples=("images", "sequences"))
    task = task_of(restored.recipe)
    tested = test(restored.recipe, restored.model, corruptions, masks)
    scores = dict(tested.scores)
    confusion = scores.pop("confusion", None)
    result = {
        "recipe": restored.name,
        **{f"test_{name}": score for name, score in scores.items()},
        "in_words": task.in_words(scores),
        f"test_{restored.recipe.examples}": tested.examples,
        "data": tested.source,
        "checkpoint": checkpoint,
        "epochs": restored.epochs,
        "parameters": restored.model.count_params(),
        "values": plain(restored.recipe),
        "metrics": restored.metrics,
        "trained": restored.trained,
        "evaluated": environment(),
    }
    return result, confusion


def write_confusion(confusion, names, out):
    """Writes a confusion matrix beside a result, as a table and as a picture.

    Args:
        confusion: Integers `(classes, classes)`.
        names: List of the names of the classes.
        out: The result's file.

    Returns:
        Paths of the table and the picture.
    """
    from stawm_keras.visualisation import plot_confusion
    from stawm_keras.whole import whole_file

    table, picture = (out.with_name(f"{out.stem}_confusion.{kind}") for kind in ("csv", "png"))
    with whole_file(table) as partial, partial.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["actual \\ predicted", *names])
        rows.writerows([name, *row] for name, row in zip(names, confusion.tolist(), strict=True))
    with whole_file(picture) as partial:
        plot_confusion(confusion, names).savefig(partial, format="png")
    return table, picture


def tested_in_words(result):
    """How many examples were tested, of an image's or of a sequence's result."""
    (kind,) = {"test_images", "test_sequences"} & result.keys()
    return f"{result[kind]:,} {kind.replace('_', ' ')}"


def looks_in_words(looks):
    """How much of an image is looked at, in one line."""
    widest = max(looks["inside"])
    line = (
        f"Looks: {looks['pixels']:,} pixels an image; up to {widest:.0f} % of it at a time, "
        f"{looks['seen'][-1]:.0f} % in all"
    )
    if "on_object" in looks:
        line += f"; the last look holds the object's centre in {looks['on_object'][-1]:.1f} %"
    astray = sum(looks["outside"]) / len(looks["outside"])
    return line + (f"; {astray:.0f} % of looks lie outside the image." if astray >= 0.5 else ".")


def extras_in_words(result):
    """What was asked for beside the usual scores, a line each."""
    if "test_corruptions" in result:
        from training.tasks import robustness

        yield robustness.corruptions_in_words(result["test_corruptions"])
        yield robustness.attacks_in_words(result["test_pgd"])
    if "test_masks" in result:
        from training.tasks import segmentation

        yield segmentation.masks_in_words(result["test_masks"])


def recall_in_words(recall):
    """How many of each class were recognised, a line a class, the lowest first."""
    known = [(part, name) for name, part in recall.items() if part is not None]
    lines = [f"{part:7.2f} %  {name}" for part, name in sorted(known)[:LISTED]]
    if len(known) > LISTED:
        lines.append(f"and {len(known) - LISTED:,} more classes")
    return lines


@click.command(help=__doc__)
@RUN
@CHECKPOINT
@DATA
@click.option(
    "--corruptions",
    is_flag=True,
    help="Test a classifier of images on 15 corruptions of five strengths and under attack, too.",
)
@click.option(
    "--masks", type=Place(), help="File of masks to compare those of a drawer with, as .npz."
)
@click.option("--out", type=Place(), help="File for the result, as JSON.")
def main(folder, checkpoint, data, corruptions, masks, out):
    """Prints the test scores, and writes the result beside the run or to `--out`."""
    with one_sentence_errors():
        import_backend()
        result, confusion = evaluate(folder, checkpoint, data, corruptions, masks)
        out = out or folder / "result.json"
        write_json(out, result)
        recall = result.get("test_recall", {})
        written = write_confusion(confusion, list(recall), out) if confusion is not None else ()
    click.echo(f"Data: {result['data']}: {tested_in_words(result)}.")
    click.echo(f"After epoch {result['epochs']}: {result['in_words']}.")
    if "test_looks" in result:
        click.echo(looks_in_words(result["test_looks"]))
    for line in extras_in_words(result):
        click.echo(line)
    if recall:
        click.echo("Recognised of each class, lowest first:")
    for line in recall_in_words(recall):
        click.echo(line)
    for path in (out, *written):
        click.echo(f"Result: {path}")


if __name__ == "__main__":
    main(prog_name="python -m training.evaluate")
