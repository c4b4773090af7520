"""Processes that tests start."""

import os
import sys


def environment(*first, **variables):
    """This process' variables, for one that imports what this one does; after folders `first`."""
    paths = [*map(str, first), *(path for path in sys.path if path)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **variables}
