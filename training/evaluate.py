"""Evaluates a run on the test images: `python -m training.evaluate RUN`."""

import click

from training.cli.json_file import write_json
from training.cli.place import Place
from training.cli.program import CHECKPOINT
from training.cli.program import DATA
from training.cli.program import RUN
from training.cli.program import one_sentence_errors
from training.hardware.backend import import_backend


def evaluate(folder, checkpoint="last", data=None):
    """The result of a run on the test images, as a dictionary of plain values.

    Args:
        folder: The run's folder.
        checkpoint: `"last"` or `"best"`.
        data: Where to read the data, if not where the run did.
    """
    from training.hardware.environment import environment
    from training.runs.fitting import load_data
    from training.runs.folder import plain
    from training.runs.restore import restore
    from training.tasks import task_of

    restored = restore(folder, checkpoint, data)
    task = task_of(restored.recipe)
    dataset = load_data(restored.recipe)
    scores = task.evaluate(restored.model, dataset.x_test, dataset.y_test)
    return {
        "recipe": restored.name,
        **{f"test_{name}": score for name, score in scores.items()},
        "in_words": task.in_words(scores),
        "test_images": len(dataset.x_test),
        "data": dataset.source,
        "checkpoint": checkpoint,
        "epochs": restored.epochs,
        "values": plain(restored.recipe),
        "metrics": restored.metrics,
        "trained": restored.trained,
        "evaluated": environment(),
    }


@click.command(help=__doc__)
@RUN
@CHECKPOINT
@DATA
@click.option("--out", type=Place(), help="File for the result, as JSON.")
def main(folder, checkpoint, data, out):
    """Prints the test scores, and writes the result beside the run or to `--out`."""
    with one_sentence_errors():
        import_backend()
        result = evaluate(folder, checkpoint, data)
        out = out or folder / "result.json"
        write_json(out, result)
    click.echo(f"Data: {result['data']}: {result['test_images']:,} test images.")
    click.echo(f"After epoch {result['epochs']}: {result['in_words']}.")
    click.echo(f"Result: {out}")


if __name__ == "__main__":
    main(prog_name="python -m training.evaluate")
