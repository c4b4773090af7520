"""Examples, each run in a process of its own."""

import os
import re
import subprocess
import sys


def run_example(name, *arguments):
    """What an example prints."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    # At full size, compiling well is soon repaid.
    environment.pop("XLA_FLAGS", None)
    done = subprocess.run(
        [sys.executable, "-m", f"examples.{name}", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def number(before, text):
    """The number that stands after some words."""
    return float(re.search(f"{before} ([0-9.]+)", text)[1])
