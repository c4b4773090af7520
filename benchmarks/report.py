"""Tables on the screen and the same figures, with what they depend on, as JSON."""

import argparse
import importlib.metadata
import sys
from pathlib import Path


def parser(text):
    """An argument parser with the options that all programs share."""
    made = argparse.ArgumentParser(
        description=text, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--out", type=Path, help="file for the table as JSON")
    made.add_argument("--rounds", type=int, default=5, help="measurements of each row (default 5)")
    return made


def print_table(rows):
    """Prints dictionaries of equal keys as an aligned table."""
    if not rows:
        return
    lines = [list(rows[0]), *([_text(value) for value in row.values()] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    for line in lines:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )


def write(out, rows, **more):
    """Writes rows as JSON with the command, hardware, versions and commit, if `out` is given."""
    from training.cli.json_file import write_json
    from training.hardware.environment import environment

    if out is None:
        return
    module = sys.modules["__main__"].__spec__
    command = f"python -m {module.name if module else sys.argv[0]} {' '.join(sys.argv[1:])}"
    report = {"command": command.strip(), **more, "rows": rows, **environment()}
    try:
        report["versions"]["torch"] = importlib.metadata.version("torch")
    except importlib.metadata.PackageNotFoundError:
        pass
    write_json(out, report)
    print(f"Written: {out}")


def _text(value):
    if isinstance(value, float):
        return f"{value:.4g}"
    return "" if value is None else str(value)
