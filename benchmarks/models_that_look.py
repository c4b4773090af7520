"""Compares models that look, on the same images, from the files of their results.

    python -m benchmarks.models_that_look results/mnist_*.json --page PAGE.md

A result says what was measured when a run was evaluated; its model is built anew to count its
parameters and operations and to time its predictions. A second table says of every look what it
costs and brings: how many pixels, the error after it, how much of the image it shows, and how much
was seen until then. With `--page` the tables are written into a page, between the lines that say
where they begin and end.
"""

import os
from pathlib import Path

from benchmarks.operations import count_operations
from benchmarks.page import rewrite
from benchmarks.page import table
from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write

LISTS = ("error_so_far", "inside", "seen", "on_object_at")  # Of a row, a number a look.
NOT_ON_SCREEN = (*LISTS, "file")

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
    print_table([{name: row[name] for name in row if name not in NOT_ON_SCREEN} for row in rows])
    for row in rows:
        print_table([{"recipe": row["recipe"], **look} for look in by_look(row)])
    write(options.out, rows)
    if options.page:
        write_page(options.page, rows)


def _row(file, result, rounds):
    from benchmarks.prediction import milliseconds_an_image
    from training.cli import recipe_file
    from training.runs.restore import build

    name, recipe = recipe_file.parse(result, file)
    model = build(recipe)
    images = _scene(recipe.images)
    kind = type(model).__name__
    at_random = result.get("policy") == "uniform"
    return {
        "images": images,
        "model": f"{kind}, looks at random" if at_random else kind,
        "recipe": name,
        "error": result["test_error"],
        "published": None if at_random else PUBLISHED.get((kind, images)),
        **economy(result),
        "parameters": model.count_params(),
        "mflop": _operations(model, recipe) / 1e6,
        "ms": milliseconds_an_image(model, recipe, rounds),
        "minutes": sum(line["seconds"] for line in result["metrics"]) / 60,
        "epochs": result["epochs"],
        "file": str(file),
    }


def economy(result):
    """What looking costs and brings, of a result: of all looks, and lists of each."""
    looks = result.get("test_looks", {})
    inside, on_object = looks.get("inside", []), looks.get("on_object", [])
    # A model that answers once only has an error after its last look alone.
    last_alone = [*[None] * (len(inside) - 1), result["test_error"]] if inside else []
    return {
        "pixels": looks.get("pixels"),
        "widest": max(inside, default=None),
        "on_object": on_object[-1] if on_object else None,
        "error_so_far": result.get("test_error_so_far", last_alone),
        "inside": inside,
        "seen": looks.get("seen", []),
        "on_object_at": on_object,
    }


def by_look(row):
    """A row's looks, a dictionary of equal keys for each: `None` is what is not known."""
    count = max(len(row[name]) for name in LISTS)
    lists = {name: row[name] or [None] * count for name in LISTS}
    for look in range(count):
        pixels = row["pixels"] and row["pixels"] * (look + 1) // count
        yield {"look": look + 1, "pixels": pixels, **{n: part[look] for n, part in lists.items()}}


def _scene(images):
    kind, side = images.composition.scene, images.image_shape[0]
    return f"{kind}, {side} x {side}" if kind else f"MNIST, {side} x {side}"


def _operations(model, recipe):
    """Of one image's answer."""
    import tensorflow as tf

    from benchmarks.workers.keras_model import images

    return count_operations(lambda x: model(x, training=False), tf.constant(images(recipe, 1)))


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


OF_LOOKS = {
    "model": "model",
    "look": "look",
    "pixels so far": "pixels",
    "error after it": "error_so_far",
    "of the image in it": "inside",
    "seen so far": "seen",
    "on the digit": "on_object_at",
}


FORMS = {
    "model": "`{}`",
    "error": "{:.2f} %",
    "error_so_far": "{:.1f} %",
    "inside": "{:.0f} %",
    "seen": "{:.0f} %",
    "on_object_at": "{:.1f} %",
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


def write_page(page, rows):
    """Writes two tables for every kind of images: a line a model, and a line a look."""
    parts = []
    for images in dict.fromkeys(row["images"] for row in rows):
        there = [row for row in rows if row["images"] == images]
        looks = [{"model": row["model"], **look} for row in there for look in by_look(row)]
        parts += [f"### {images[0].upper()}{images[1:]}", "", *table(COLUMNS, there, FORMS), ""]
        if looks:
            parts += ["Look by look:", "", *table(OF_LOOKS, looks, FORMS), ""]
    rewrite(page, parts[:-1])


if __name__ == "__main__":
    main()
