"""From digits to a served classifier: trains, evaluates, exports, loads again, draws pictures."""

import json
import subprocess
import sys
from pathlib import Path

import click

from training.cli.place import Place
from training.cli.program import one_sentence_errors
from training.hardware.backend import import_backend

SHOWN = 4

# Runs in a process of its own, with neither Keras nor this library: what a server would see.
CLASSIFY = """
import json, sys
import numpy as np
import tensorflow as tf

folder, images = sys.argv[1:]
model = tf.saved_model.load(folder)
seen = model.signatures["classify"](images=tf.constant(np.load(images)))
print(json.dumps(seen["label"].numpy().tolist()))
"""


def classify_in_another_process(exported, images, scratch):
    """The labels that the exported model gives to images."""
    import numpy as np

    file = scratch / "images.npy"
    np.save(file, images.astype("float32"))
    answer = subprocess.run(
        [sys.executable, "-c", CLASSIFY, str(exported), str(file)],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(answer.stdout.splitlines()[-1])


@click.command(help=__doc__)
@click.option(
    "--run",
    "folder",
    type=Place(),
    default=Path("runs/digits_demo"),
    show_default=True,
    help="Folder of the run; one that is there already is not trained again.",
)
def main(folder):
    """Runs `digits_demo` from one end to the other."""
    with one_sentence_errors():
        import_backend()
        _demo(folder)


def _demo(folder):
    from stawm_keras.visualisation import look_at
    from stawm_keras.visualisation import plot_glimpses
    from training import recipes
    from training.evaluate import evaluate
    from training.export import export
    from training.finding import FINDER
    from training.finding import WHOLE
    from training.finding import show_finding
    from training.runs.fitting import train
    from training.runs.loading import load_data
    from training.runs.restore import restore

    recipe, _ = recipes.find("digits_demo")
    resume = (folder / "config.json").exists()
    train("digits_demo", recipe, folder, resume=resume, say=click.echo)
    result, _ = evaluate(folder)
    exported = export(folder, "digits_demo", Path("saved_models"))

    dataset = load_data(recipe)
    shown = slice(None, None, len(dataset.x_test) // SHOWN)
    images, labels = dataset.x_test[shown], dataset.y_test[shown]
    predicted = classify_in_another_process(exported, images, folder)
    seen = look_at(restore(folder).model, images, ("frames", "glimpses"))
    python = Path(sys.executable)
    python = python.relative_to(Path.cwd()) if python.is_relative_to(Path.cwd()) else python
    picture = folder / "glimpses.png"
    plot_glimpses(images, **seen, predicted=predicted, actual=labels).savefig(picture)
    right, (still, moving) = show_finding(dataset.x_test, dataset.y_test, folder)

    click.echo(f"""
Test {result["in_words"]}, of {result["test_images"]:,} digits.
Loaded again, the export says {predicted} to digits that are {labels.tolist()}.

The run (metrics, check-points)  {folder}
The exported model               {exported}
What it looked at                {picture}

In clutter it matters where one looks. Two presets of one recipe, of 10,000 test scenes right after
each of their four glimpses:
  choosing, a quarter at a time  {_percent(right[FINDER])}
  the whole scene every time     {_percent(right[WHOLE])}
How they look and decide         {still}
The same, moving                 {moving}

Try next:
  {python} -m training.train digits_demo --num-glimpses 3 --run runs/three_glimpses
  {python} -m training.train mnist_classify_8 --epochs 2
  {python} -m tensorboard.main --logdir runs
  {python} -m training.serve digits_demo""")


def _percent(shares):
    return ", ".join(f"{share:.1f}" for share in shares) + " %"


if __name__ == "__main__":
    main(prog_name="python -m training.demo")
