"""Compares memories in the same model, from the files of results.

    python -m benchmarks.compare_memories results/memories/*.json --page PAGE.md --plot PLOT.png

Results of the same recipe and the same memory are of several seeds: their mean error and its
standard deviation are one line. A memory's model is built anew to count its parameters, and trains
on random images in a process of its own, in turns with the paper's memory, so that the ratio of
their times holds; MiB is the most memory that this process had.

    python -m benchmarks.compare_memories --match digits_demo --memory outer_product

says how many units a memory may have for its model to have as many parameters as the recipe's.
"""

import os
import statistics
from pathlib import Path

from benchmarks.page import rewrite
from benchmarks.page import table
from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write

PAPERS = "hebb_rosenblatt"
MOST = 4096  # Units, where parameters are matched.
COLUMNS = {
    "memory": "memory",
    "units": "units",
    "test error": "error",
    "seeds": "seeds",
    "parameters of the memory": "own_parameters",
    "of the model": "parameters",
    "ms a step": "step_ms",
    "to the paper's": "step_ratio",
    "ms an image": "image_ms",
    "MiB": "mib",
}
FORMS = {
    "own_parameters": "{:,}",
    "parameters": "{:,}",
    "step_ms": "{:.3g}",
    "step_ratio": "{:.2f}",
    "image_ms": "{:.2g}",
    "mib": "{:,.0f}",
}


def main():
    """Makes the table of the results that the command line names, or matches parameters."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    made = parser(__doc__)
    made.add_argument("results", nargs="*", type=Path, metavar="RESULT", help="files of results")
    made.add_argument("--page", type=Path, help="page into which the tables are written")
    made.add_argument("--plot", type=Path, help="file for a plot of the errors, a PNG")
    made.add_argument("--match", metavar="RECIPE", help="recipe to match the parameters of")
    made.add_argument("--memory", help="the memory that is to match, with its rule after a colon")
    options = made.parse_args()
    if options.match:
        print(matching_units(options.match, *options.memory.split(":")))
        return
    groups = grouped(options.results)
    rows = [_row(files, options.rounds) for files in groups]
    rows.sort(key=lambda row: (row["recipe"], row["error"]))
    for name in dict.fromkeys(row["recipe"] for row in rows):
        print(name)
        print_table([_short(row) for row in rows if row["recipe"] == name])
    write(options.out, rows)
    if options.page:
        write_page(options.page, rows)
    if options.plot:
        _plot(options.plot, rows)


def grouped(files):
    """Lists of files of results that differ in their seed alone, with the results."""
    from training.cli.json_file import read_json

    groups: dict[tuple[str, str], list] = {}
    for file in files:
        result = read_json(file, f"There is no file {file}.")
        values = {name: value for name, value in result["values"].items() if name != "seed"}
        groups.setdefault((result["recipe"], repr(values)), []).append((file, result))
    return list(groups.values())


def errors_of(results):
    """Mean and, of several, standard deviation of the test errors, in percent, and the seeds."""
    errors = [result["test_error"] for result in results]
    return {
        "error": statistics.fmean(errors),
        "deviation": statistics.stdev(errors) if len(errors) > 1 else None,
        "seeds": sorted(result["values"]["seed"] for result in results),
    }


def in_words(errors):
    """A mean and its deviation, as the table has them."""
    words = f"{errors['error']:.2f}"
    return words + (" %" if errors["deviation"] is None else f" ± {errors['deviation']:.2f} %")


def name_of(memory):
    """A recipe's memory in words."""
    rule = f", {memory.memory_rule}" if memory.memory_rule else ""
    decay = f", decay {memory.memory_decay}" if memory.memory_decay else ""
    return memory.memory + rule + decay


def matching_units(recipe_name, memory, rule=None):
    """The units with which a model has as many parameters as a recipe's own, or nearly."""
    from training import recipes

    recipe, _ = recipes.find(recipe_name)
    target = _parameters(recipe)
    other = recipe.changed(memory=memory, memory_rule=rule)
    low, high = 1, MOST
    while high - low > 1:
        middle = (low + high) // 2
        few = _parameters(other.changed(memory_units=middle)) <= target
        low, high = (middle, high) if few else (low, middle)
    return low


def _parameters(recipe):
    from training.runs.restore import build

    return build(recipe).count_params()


def _row(group, rounds):
    from benchmarks.prediction import milliseconds_an_image
    from training.cli import recipe_file
    from training.runs.restore import build

    file, result = group[0]
    name, recipe = recipe_file.parse(result, file)
    memory, model = recipe.model.backbone.memory, build(recipe)
    return {
        "recipe": name,
        "memory": name_of(memory),
        "units": memory.memory_units,
        **errors_of([one for _, one in group]),
        "own_parameters": model.backbone.memory.count_params(),
        "parameters": model.count_params(),
        **_training(name, recipe, rounds),
        "image_ms": milliseconds_an_image(model, recipe, rounds),
        "files": [str(one) for one, _ in group],
    }


def _training(name, recipe, rounds):
    """A step's time, alone and beside the paper's memory of as many units, and the memory."""
    from benchmarks.contest import Competitor
    from benchmarks.contest import take_turns
    from training.runs.folder import plain

    of_papers = recipe.changed(memory=PAPERS)
    workers = {
        kind: Competitor(
            "benchmarks.workers.keras_training", {"recipe": name, "values": plain(one)}
        )
        for kind, one in (("own", recipe), ("papers", of_papers))
    }
    try:
        times = take_turns(workers, rounds)
        own, papers = (statistics.median(times[kind]) for kind in ("own", "papers"))
        mib = workers["own"].peak_mib
    finally:
        for worker in workers.values():
            worker.close()
    return {"step_ms": 1e3 * own, "step_ratio": own / papers, "mib": mib}


def _short(row):
    """A row as a table has it."""
    row = row | {"error": in_words(row), "seeds": len(row["seeds"])}
    return {name: row[name] for name in COLUMNS.values()}


def write_page(page, rows):
    """Writes a table for every recipe into a page."""
    lines = []
    for name in dict.fromkeys(row["recipe"] for row in rows):
        there = [_short(row) for row in rows if row["recipe"] == name]
        lines += [f"### `{name}`", "", *table(COLUMNS, there, FORMS), ""]
    rewrite(page, lines[:-1])


def _plot(file, rows):
    """Draws the errors, a panel a recipe and a line a memory, with their deviations."""
    from matplotlib.figure import Figure

    from stawm_keras.whole import whole_file

    recipes = list(dict.fromkeys(row["recipe"] for row in rows))
    tallest = max(sum(row["recipe"] == name for row in rows) for name in recipes)
    figure = Figure((4.5 * len(recipes), 0.6 + 0.25 * tallest), layout="constrained", dpi=120)
    for place, name in zip(
        figure.subplots(1, len(recipes), squeeze=False)[0], recipes, strict=True
    ):
        there = [row for row in rows if row["recipe"] == name][::-1]
        labels = [f"{row['memory']} ({row['units']})" for row in there]
        place.errorbar(
            [row["error"] for row in there],
            range(len(there)),
            xerr=[row["deviation"] or 0 for row in there],
            fmt="o",
            color="black",
            ecolor="grey",
        )
        place.set_yticks(range(len(there)), labels, fontsize=7)
        place.set_title(name, fontsize=8)
        place.set_xlabel("test error, %", fontsize=8)
        place.grid(axis="x", alpha=0.3)
    with whole_file(file) as partial:
        figure.savefig(partial, format="png")


if __name__ == "__main__":
    main()
