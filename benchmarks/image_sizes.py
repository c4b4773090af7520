"""Times a training step of models that look, and of one that does not, over the image's size.

    python -m benchmarks.image_sizes

The first is `mnist_cluttered_60`, whose context sees a thumbnail of the same size whatever the
image's; the other the convolutional network `mnist_cluttered_60_cnn`. Each size has processes of
its own, that take turns; memory is the most that a process had.
"""

import os
import statistics

from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write

SIDES = (60, 128, 256, 512, 1024)
RECIPES = ("mnist_cluttered_60", "mnist_cluttered_60_cnn")
BATCH = 32


def main():
    """Measures every size, and prints a line for each."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    made = parser(__doc__)
    made.add_argument("--sides", type=int, nargs="+", default=SIDES, help="sides of the images")
    options = made.parse_args()
    rows = [_measure(side, options.rounds) for side in options.sides]
    print_table(rows)
    write(options.out, rows)


def _measure(side, rounds):
    from benchmarks.contest import Competitor
    from benchmarks.contest import take_turns

    values = {
        "image_shape": (side, side, 1),
        "num_classes": 10,
        "mean": (0.1,),
        "std": (0.3,),
        "batch_size": BATCH,
    }
    workers = {
        name: Competitor("benchmarks.workers.keras_training", {"recipe": name, "values": values})
        for name in RECIPES
    }
    times = take_turns(workers, rounds)
    row = {"side": side}
    for name, worker in workers.items():
        row[f"{name} ms"] = 1e3 * statistics.median(times[name])
        row[f"{name} MiB"] = worker.peak_mib
        worker.close()
    return row


if __name__ == "__main__":
    main()
