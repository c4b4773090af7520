"""Tells how well memories answer bAbI's questions, beside what is published, from result files.

    python -m benchmarks.question_answering results/babi/*.json --page docs/question_answering.md

Of runs that differ in their seed alone, the one with the lowest training loss at its end counts, as
in the paper (Sukhbaatar et al., 2015), which took that of ten.
"""

import statistics
from pathlib import Path

from benchmarks.page import rewrite
from benchmarks.page import table
from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write

# Test errors in per cent on tasks 1 to 20, of 1,000 questions each, of an end-to-end memory network
# with position encoding, linear start and random noise, learned task by task: Table 1 of the paper.
PUBLISHED = (
    *(0.0, 8.3, 40.3, 2.8, 13.1, 7.6, 17.3, 10.0, 13.2, 15.1),
    *(0.9, 0.2, 0.4, 1.7, 0.0, 1.3, 51.0, 11.1, 82.8, 0.0),
)
COLUMNS = {
    "task": "task",
    "test error, %": "error",
    "published, %": "published",
    "seeds": "seeds",
    "facts found, %": "found",
}
FORMS = {"error": "{:.1f}", "published": "{:.1f}", "found": "{:.0f}"}


def main():
    """Makes the tables of the results that the command line names."""
    made = parser(__doc__)
    made.add_argument("results", nargs="+", type=Path, metavar="RESULT", help="files of results")
    made.add_argument("--page", type=Path, help="page into which the tables are written")
    options = made.parse_args()
    rows = rows_of(options.results)
    print_table(rows)
    write(options.out, rows)
    if options.page:
        write_page(options.page, rows)


def rows_of(files):
    """A row for every recipe and task, in their order."""
    from training.cli.json_file import read_json

    groups: dict[tuple[str, int], list] = {}
    for file in files:
        result = read_json(file, f"There is no file {file}.")
        groups.setdefault((result["recipe"], result["values"]["question_task"]), []).append(result)
    return [_row(*key, groups[key]) for key in sorted(groups)]


def _row(recipe, task, results):
    best = min(results, key=lambda result: result["metrics"][-1]["loss"])
    name = f"task {task}"
    return {
        "recipe": recipe,
        "task": task,
        "error": best["test_error_by_task"][name],
        "published": PUBLISHED[task - 1] if recipe == "babi_mem_n2n" else None,
        "seeds": len(results),
        "found": best["test_supporting_facts_found"][name],
    }


def write_page(page, rows):
    """Writes a table for every recipe, with the mean where there are all tasks."""
    lines: list[str] = []
    for recipe in dict.fromkeys(row["recipe"] for row in rows):
        own = [row for row in rows if row["recipe"] == recipe]
        if len(own) == len(PUBLISHED):
            of = {name: statistics.fmean(row[name] for row in own) for name in ("error", "found")}
            mean = {"task": "mean", "published": statistics.fmean(PUBLISHED), "seeds": None}
            own.append(mean | of)
        columns = {
            words: name
            for words, name in COLUMNS.items()
            if any(row[name] is not None for row in own)
        }
        lines += [f"### `{recipe}`", "", *table(columns, own, FORMS), ""]
    rewrite(page, lines[:-1])


if __name__ == "__main__":
    main()
