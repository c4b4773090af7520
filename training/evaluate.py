"""Evaluates a run on the test images: `python -m training.evaluate RUN`."""

import json
from pathlib import Path

import click

from training.cli.program import CHECKPOINT
from training.cli.program import DATA
from training.cli.program import RUN
from training.cli.program import one_sentence_errors


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

    restored = restore(folder, checkpoint, data)
    recipe = restored.recipe
    dataset = load_data(recipe)
    scores = recipe.evaluate(restored.model, dataset.x_test, dataset.y_test)
    return {
        "recipe": restored.name,
        **{f"test_{name}": score for name, score in scores.items()},
        "in_words": recipe.say(scores),
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
@click.option("--out", type=click.Path(path_type=Path), help="File for the result, as JSON.")
def main(folder, checkpoint, data, out):
    """Prints the test scores, and writes the result beside the run or to `--out`."""
    from training.runs.folder import write_whole

    with one_sentence_errors():
        result = evaluate(folder, checkpoint, data)
        out = out or folder / "result.json"
        text = json.dumps(result, indent=2) + "\n"
        write_whole(out, lambda file: file.write_text(text))
    click.echo(f"Data: {result['data']}: {result['test_images']:,} test images.")
    click.echo(f"After epoch {result['epochs']}: {result['in_words']}.")
    click.echo(f"Result: {out}")


if __name__ == "__main__":
    main(prog_name="python -m training.evaluate")
