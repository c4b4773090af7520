"""Compares how much memories recall, over how many pairs of keys and values were written.

    python -m benchmarks.capacity results/pairs_*.json --page PAGE.md --plot PLOT.png

Untrained, memories are given random keys and values of length 1, 64 numbers each, and are asked for
every value by its key; with overwriting every key comes twice, with another value, and the last one
counts. What is measured is the squared distance of what they say from the value: 1 is to say
nothing. Trained, they are those of the results, of the task `pair`: how many percent of values
are named wrongly.
"""

import os
from pathlib import Path

import numpy as np

from benchmarks.page import rewrite
from benchmarks.page import table
from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write

UNITS = 64
PAIRS = (4, 8, 16, 32, 64, 128)
SEQUENCES = 100  # Of which the mean is taken.
# By whether keys come again.
UNTRAINED = {False: "Untrained", True: "Untrained, overwriting"}
TRAINED = {False: "Trained", True: "Trained, overwriting"}
MARKS = "osv^D<>pP*X"
SHARP = 64.0  # The inverse temperature of a Hopfield network, with which it recalls one word.


def main():
    """Measures untrained memories, and makes the tables of them and of the results."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    made = parser(__doc__)
    made.add_argument("results", nargs="*", type=Path, metavar="RESULT", help="files of results")
    made.add_argument("--page", type=Path, help="page into which the tables are written")
    made.add_argument("--plot", type=Path, help="file for a plot, a PNG")
    options = made.parse_args()
    rows = [
        {"how": how, "memory": name, **curve}
        for overwrite, how in UNTRAINED.items()
        for name, curve in untrained(overwrite).items()
    ]
    found = [_trained(file) for file in options.results]
    rows += sorted(found, key=lambda row: (row["how"], row[str(PAIRS[-1])]))
    print_table(rows)
    write(options.out, rows)
    if options.page:
        write_page(options.page, rows)
    if options.plot:
        _plot(options.plot, rows)


def pairs_of(count, overwrite, rng):
    """Keys, values and queries `(SEQUENCES, writes, UNITS)`, and the values that are right.

    Without overwriting, `count` keys have a value each; with it, half as many have two.
    """
    keys, values = (_units(rng.normal(size=(SEQUENCES, count, UNITS))) for _ in range(2))
    if overwrite:
        keys = np.concatenate([keys[:, : count // 2]] * 2, axis=1)
    asked, right = (part[:, -count // 2 if overwrite else 0 :] for part in (keys, values))
    return tuple(part.astype("float32") for part in (keys, values, asked, right))


def untrained(overwrite):
    """The squared distances of what memories say, by how many writes there were, by their names."""
    curves: dict[str, dict[str, float]] = {name: {} for name in RECALLED}
    for count in PAIRS:
        keys, values, asked, right = pairs_of(count, overwrite, np.random.default_rng(count))
        for name, recall in RECALLED.items():
            said = recall(keys, values, asked)
            curves[name][str(count)] = float(np.square(said - right).sum(axis=-1).mean())
    return curves


def outer_product(rule):
    """Function of keys, values and queries of what is recalled by outer products."""

    def recall(keys, values, asked):
        from stawm_keras.layers import OuterProductCell

        cell = OuterProductCell(UNITS, rule)
        cell.build((None, 3 * UNITS))
        if rule != "hebb":  # Writes in full.
            cell.rate.kernel.assign(np.zeros(cell.rate.kernel.shape))
            cell.rate.bias.assign([20.0])
        return _read(cell.write(np.concatenate([keys, values, keys], axis=-1)), asked)

    return recall


def hopfield(keys, values, asked):
    """Words that are a key and its value, found by their first half."""
    from stawm_keras.layers import HopfieldMemory

    cell = HopfieldMemory(2 * UNITS, slots=keys.shape[1], beta=SHARP)
    words = np.concatenate([keys, values], axis=-1)
    half = np.concatenate([asked, np.zeros_like(asked)], axis=-1)
    return _read(cell.write(words), half)[..., UNITS:]


def mean(keys, values, asked):
    """The mean of all values, whatever is asked."""
    from stawm_keras.layers import MeanMemory

    return _read(MeanMemory(UNITS).write(values), asked)


RECALLED = {
    "outer_product, hebb": outer_product("hebb"),
    "outer_product, delta": outer_product("delta"),
    "outer_product, oja": outer_product("oja"),
    "hopfield": hopfield,
    "mean": mean,
}


def _units(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def _read(written, asked):
    from keras import ops

    from stawm_keras.layers import MemoryRead

    return ops.convert_to_numpy(MemoryRead()(written, asked))


def _trained(file):
    from benchmarks.compare_memories import name_of
    from training.cli import recipe_file
    from training.cli.json_file import read_json

    result = read_json(file, f"There is no file {file}.")
    _, recipe = recipe_file.parse(result, file)
    scores = {name.split()[0]: of["error"] for name, of in result["test_by_test"].items()}
    return {
        "how": TRAINED[recipe.sequences.overwrite],
        "memory": name_of(recipe.model.memory),
        **{str(count): scores[str(count)] for count in PAIRS},
    }


def write_page(page, rows):
    """Writes a table for every way of measuring into a page."""
    columns = {"memory": "memory", **{f"{count} pairs": str(count) for count in PAIRS}}
    lines = []
    for how in dict.fromkeys(row["how"] for row in rows):
        form = "{:.1f} %" if how in TRAINED.values() else "{:.3f}"
        forms = {str(count): form for count in PAIRS}
        there = [row for row in rows if row["how"] == how]
        lines += [f"## {how}", "", *table(columns, there, forms), ""]
    rewrite(page, lines[:-1])


def _plot(file, rows):
    """Draws a panel for every way of measuring, and a line a memory."""
    from matplotlib.figure import Figure

    from stawm_keras.whole import whole_file

    ways = list(dict.fromkeys(row["how"] for row in rows))
    figure = Figure((3.6 * len(ways), 3.4), layout="constrained", dpi=120)
    for place, how in zip(figure.subplots(1, len(ways), squeeze=False)[0], ways, strict=True):
        for number, row in enumerate(row for row in rows if row["how"] == how):
            numbers = [row[str(count)] for count in PAIRS]
            place.plot(PAIRS, numbers, f"-{MARKS[number % len(MARKS)]}", label=row["memory"])
        place.set_xscale("log", base=2)
        place.set_xticks(PAIRS, [str(count) for count in PAIRS])
        place.set_title(how, fontsize=9)
        place.set_xlabel("pairs written", fontsize=8)
        trained = how in TRAINED.values()
        place.set_ylabel("values named wrongly, %" if trained else "squared distance", fontsize=8)
        place.legend(fontsize=6)
        place.grid(alpha=0.3)
    with whole_file(file) as partial:
        figure.savefig(partial, format="png")


if __name__ == "__main__":
    main()
