"""Times making scenes against the augmentation of the same images.

    python -m benchmarks.scenes

A batch of `--batch` new scenes of every kind, of MNIST's digits, at the published size and at every
`--size`; first the rotation by up to 20 degrees that recipes for MNIST have.
"""

import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write


def main():
    """Measures what the command line asks for."""
    made = parser(__doc__)
    made.add_argument("--batch", type=int, default=128)
    made.add_argument("--size", type=int, nargs="*", default=[256, 1024])
    options = made.parse_args()
    rows = _measure(options)
    print_table(rows)
    write(options.out, rows)


def _measure(options):
    from training.data import Scenes
    from training.data import Warp
    from training.data import sample
    from training.recipes.values import Composition
    from training.runs.composition import KINDS
    from training.runs.composition import composer_of

    digits = sample.read("mnist", 10)
    some = np.arange(options.batch)
    rng = np.random.default_rng(0)
    images, labels = digits.x_train, digits.y_train
    side = images.shape[1]
    work: dict[tuple[str, int], Callable[[], object]] = {
        ("rotation", side): partial(Warp(rotation=20.0), images[some], rng)
    }
    for kind in KINDS:
        for size in (None, *options.size):
            values = Composition().changed(scene=kind, scene_size=size)
            scenes = Scenes(images, labels, composer_of(values, images.shape[1:]))
            work[kind, scenes.shape[1]] = partial(scenes.new, some, rng)
    return [
        {"images": kind, "size": size, "ms_a_batch": _milliseconds(make, options.rounds)}
        for (kind, size), make in work.items()
    ]


def _milliseconds(make, rounds):
    taken = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        make()
        taken.append(1e3 * (time.perf_counter() - began))
    return statistics.median(taken[1:])


if __name__ == "__main__":
    main()
