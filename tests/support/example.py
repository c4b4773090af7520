"""Examples, each run in a process of its own."""

import re
import subprocess
import sys

from processes import environment


def run_example(name, *arguments):
    """What an example prints."""
    variables = environment()
    variables.pop("XLA_FLAGS")  # At full size, compiling well is soon repaid.
    done = subprocess.run(
        [sys.executable, "-m", f"examples.{name}", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=variables,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def number(before, text):
    """The number that stands after some words."""
    return float(re.search(f"{before} ([0-9.]+)", text)[1])
