"""Compares models that look, on the same images, from the files of their results.

    python -m benchmarks.models_that_look results/mnist_*.json --page PAGE.md

A result says what was measured when a run was evaluated; its model is built anew to count its
parameters and operations and to time its predictions. With `--page` the tables are written into a
page, between the lines that say where they begin and end.
"""

import os
import statistics
from pathlib import Path

from benchmarks.operations import count_operations
from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write

BEGIN, END = "<!-- tables -->", "<!-- end of tables -->"
BATCH = 100  # Images at once, where predictions are timed.

# Test errors in percent, as the recipes say where.
PUBLISHED = {
    ("RecurrentAttention", "MNIST, 28 x 28"): "1.12",
    ("RecurrentAttention", "translated, 60 x 60"): "1.22",
    ("RecurrentAttention", "cluttered, 60 x 60"): "4.08",
    ("RecurrentAttention", "cluttered, 100 x 100"): "8.11",
    ("GaussianRecurrentAttention", "cluttered, 100 x 100"): "3.36",
    ("SpatialTransformerClassifier", "cluttered, 60 x 60"): "1.7",
    ("EnrichedDeepRecurrentAttention", "cluttered, 100 x 100"): "1.24",
    ("STAWMClassifier", "MNIST, 28 x 28"): "0.41",
}


def main():
    """Makes the tables of the results that the command line names."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    made = parser(__doc__)
    made.add_argument("results", nargs="+", type=Path, metavar="RESULT", help="files of results")
    made.add_argument("--page", type=Path, help="page into which the tables are written")
    options = made.parse_args()

    from training.cli.json_file import read_json

    rows = []
    for file in options.results:
        result = read_json(file, f"There is no file {file}.")
        if "test_error" in result and result["values"]["dataset"] == "mnist":
            rows.append(_row(file, result, options.rounds))
    rows.sort(key=lambda row: (row["images"], row["error"]))
    print_table([{name: row[name] for name in row if name != "file"} for row in rows])
    write(options.out, rows)
    if options.page:
        _write_page(options.page, rows)


def _row(file, result, rounds):
    from training.cli import recipe_file
    from training.runs.restore import build

    name, recipe = recipe_file.parse(result, file)
    model = build(recipe)
    images = _scene(recipe.images)
    looks = result.get("test_looks", {})
    kind = type(model).__name__
    return {
        "images": images,
        "model": kind,
        "recipe": name,
        "error": result["test_error"],
        "published": PUBLISHED.get((kind, images)),
        "pixels": looks.get("pixels"),
        "widest": max(looks["inside"]) if looks else None,
        "on_object": looks["on_object"][-1] if "on_object" in looks else None,
        "parameters": model.count_params(),
        "mflop": _operations(model, recipe) / 1e6,
        "ms": _milliseconds(model, recipe, rounds),
        "minutes": sum(line["seconds"] for line in result["metrics"]) / 60,
        "epochs": result["epochs"],
        "file": str(file),
    }


def _scene(images):
    kind, side = images.composition.scene, images.image_shape[0]
    return f"{kind}, {side} x {side}" if kind else f"MNIST, {side} x {side}"


def _operations(model, recipe):
    """Of one image's answer."""
    import tensorflow as tf

    from benchmarks.workers.keras_model import images

    return count_operations(lambda x: model(x, training=False), tf.constant(images(recipe, 1)))


def _milliseconds(model, recipe, rounds):
    """Of one image among many, the median of the rounds."""
    from benchmarks.compiled import seconds
    from benchmarks.workers.keras_model import images

    batch = images(recipe, BATCH)
    times = seconds(lambda: model.predict_on_batch(batch), rounds=rounds)
    return 1e3 * statistics.median(times) / BATCH


COLUMNS = {
    "model": "model",
    "test error": "error",
    "published": "published",
    "pixels looked at": "pixels",
    "widest look": "widest",
    "last look on the digit": "on_object",
    "parameters": "parameters",
    "MFLOP an image": "mflop",
    "ms an image": "ms",
    "minutes": "minutes",
    "result": "file",
}


def _write_page(page, rows):
    """Writes a table for every kind of images."""
    from stawm_keras.whole import whole_file

    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    parts = [before.rstrip(), "", BEGIN]
    for images in dict.fromkeys(row["images"] for row in rows):
        parts += ["", f"### {images[0].upper()}{images[1:]}", "", *_lines(rows, images)]
    text = "\n".join([*parts, "", f"{END}{after}"])
    with whole_file(page) as partial:
        partial.write_text(text, encoding="utf-8")


def _lines(rows, images):
    yield "| " + " | ".join(COLUMNS) + " |"
    yield "| " + " | ".join("---" for _ in COLUMNS) + " |"
    for row in rows:
        if row["images"] == images:
            yield "| " + " | ".join(_cell(name, row[name]) for name in COLUMNS.values()) + " |"


def _cell(name, value):
    forms = {
        "model": "`{}`",
        "error": "{:.2f} %",
        "published": "{} %",
        "pixels": "{:,}",
        "widest": "{:.0f} %",
        "on_object": "{:.1f} %",
        "parameters": "{:,}",
        "mflop": "{:.3g}",
        "ms": "{:.2g}",
        "minutes": "{:.0f}",
        "file": "`{}`",
    }
    return "" if value is None else forms[name].format(value)


if __name__ == "__main__":
    main()
