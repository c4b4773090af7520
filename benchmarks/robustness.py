"""Compares classifiers on corrupted and on attacked images, from the files of their results.

    python -m benchmarks.robustness results/*.json --page PAGE.md --plot PLOT.png

Of the files, those count that `python -m training.evaluate RUN --corruptions --out FILE` wrote. A
corruption's error is the mean of its five strengths.
"""

import statistics
from pathlib import Path

from benchmarks.page import rewrite
from benchmarks.page import table
from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write


def main():
    """Makes the table of the results that the command line names."""
    made = parser(__doc__)
    made.add_argument("results", nargs="+", type=Path, metavar="RESULT", help="files of results")
    made.add_argument("--page", type=Path, help="page into which the table is written")
    made.add_argument("--plot", type=Path, help="file for a plot of the errors, a PNG")
    options = made.parse_args()
    rows = rows_of(options.results)
    print_table([{name: row[name] for name in columns([row]).values()} for row in rows])
    write(options.out, rows)
    if options.plot:
        plot(options.plot, rows)
    if options.page:
        write_page(options.page, rows, options.plot)


def rows_of(files):
    """A dictionary for each file that says how robust a model is, by data and error."""
    from training.cli.json_file import read_json

    results = [(file, read_json(file, f"There is no file {file}.")) for file in files]
    rows = [_row(file, result) for file, result in results if "test_corruptions" in result]
    return sorted(rows, key=lambda row: (row["data"], row["corrupted"]))


def _row(file, result):
    by_strength = result["test_corruptions"]
    attacked = result["test_pgd"]
    means = {name: statistics.fmean(errors) for name, errors in by_strength.items()}
    return {
        "data": _data(result["values"]),
        "model": file.stem,
        "parameters": result["parameters"],
        "error": result["test_error"],
        **means,
        "corrupted": statistics.fmean(means.values()),
        **dict(zip(_attacks(attacked["strengths"]), attacked["errors"], strict=True)),
        "by_strength": [
            statistics.fmean(errors) for errors in zip(*by_strength.values(), strict=True)
        ],
        "strengths": attacked["strengths"],
        "corruptions": list(by_strength),
    }


def _data(values):
    """What was tested on, in words: models are compared on the same images."""
    height, width, _ = values["image_shape"]
    scene = f", {values['scene']}" if values.get("scene") else ""
    return f"{values['dataset']}{scene}, {height} x {width}"


def _attacks(strengths):
    return [f"PGD {strength}" for strength in strengths]


def columns(rows):
    """What the table of such rows has above its columns, with the names in a row."""
    first = rows[0]
    return {
        "model": "model",
        "parameters": "parameters",
        "clean": "error",
        **{name.replace("_", " "): name for name in first["corruptions"]},
        "all corruptions": "corrupted",
        **{name: name for name in _attacks(first["strengths"])},
    }


def write_page(page, rows, picture=None):
    """Writes a table for every data set into a page, below the plot if there is one."""
    lines = []
    if picture:
        alt = "Errors by strength, by corruption and under attack, a line a model"
        lines += [f'<img src="{picture.name}" width="700" alt="{alt}">', ""]
    for data in dict.fromkeys(row["data"] for row in rows):
        there = [row for row in rows if row["data"] == data]
        shown = columns(there)
        forms = {name: "{:.1f}" for name in shown.values()}
        forms |= {"model": "`{}`", "parameters": "{:,}", "error": "{:.2f}"}
        lines += [f"### {data}", "", *table(shown, there, forms), ""]
    rewrite(page, lines[:-1])


def plot(file, rows):
    """Draws the errors: by strength, under attack, and of each corruption; a colour a model."""
    from matplotlib.figure import Figure

    from stawm_keras.whole import whole_file

    names, strengths = rows[0]["corruptions"], rows[0]["strengths"]
    figure = Figure((10, 7), layout="constrained", dpi=120)
    places = figure.subplot_mosaic([["strength", "attack"], ["each", "each"]])
    for row in rows:
        steps = range(1, 1 + len(row["by_strength"]))
        places["strength"].plot(steps, row["by_strength"], "o-", label=row["model"])
        attacked = [row[name] for name in _attacks(strengths)]
        places["attack"].plot(strengths, attacked, "o-")
        places["each"].plot(range(len(names)), [row[name] for name in names], "o", alpha=0.8)
    places["strength"].set_xlabel("strength of the corruptions, their mean")
    places["strength"].set_xticks(steps)
    places["strength"].legend(fontsize=7)
    places["attack"].set_xscale("log")
    places["attack"].set_xticks(strengths, map(str, strengths))
    places["attack"].set_xlabel("attacked by PGD: share of a pixel's range")
    labels = [name.replace("_", " ") for name in names]
    places["each"].set_xticks(range(len(names)), labels, rotation=45, ha="right")
    for place in places.values():
        place.set_ylabel("test error, %")
        place.grid(alpha=0.3)
    with whole_file(file) as partial:
        figure.savefig(partial, format="png")


if __name__ == "__main__":
    main()
