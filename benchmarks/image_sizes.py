"""Times a training step of models that look, and of one that does not, over the image's size.

    python -m benchmarks.image_sizes

The first is `mnist_cluttered_60`, whose context sees a thumbnail of the same size whatever the
image's; the other the convolutional network `mnist_cluttered_60_cnn`. Each size has processes of
its own, that take turns; memory is the most that a process had of the machine's, 256 MiB of images
or less among it. At 1,024 pixels the convolutional network's first features alone take 4 GB of a
batch of 32: choose a smaller `--batch` where that is too much.
"""

import os
import statistics

from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write

SIDES = (60, 128, 256, 512, 1024)
RECIPES = ("mnist_cluttered_60", "mnist_cluttered_60_cnn")


def main():
    """Measures every size, and prints a line for each."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    made = parser(__doc__)
    made.add_argument("--sides", type=int, nargs="+", default=SIDES, help="sides of the images")
    made.add_argument("--batch", type=int, default=32, help="images of a step (default 32)")
    options = made.parse_args()
    rows = []
    for side in options.sides:
        rows.append(_measure(side, options.batch, options.rounds))
        print_table(rows[-1:])
        write(options.out, rows)  # What is measured stays, whatever comes.


def _measure(side, batch, rounds):
    from benchmarks.contest import Competitor
    from benchmarks.contest import take_turns

    values = {
        "image_shape": (side, side, 1),
        "num_classes": 10,
        "mean": (0.1,),
        "std": (0.3,),
        "batch_size": batch,
    }
    workers = {
        name: Competitor("benchmarks.workers.keras_training", {"recipe": name, "values": values})
        for name in RECIPES
    }
    row = {"side": side, "batch": batch}
    try:
        times = take_turns(workers, rounds)
        for name, worker in workers.items():
            row[f"{name} ms"] = 1e3 * statistics.median(times[name])
            row[f"{name} MiB"] = worker.peak_mib
    finally:
        for worker in workers.values():
            worker.close()
    return row


if __name__ == "__main__":
    main()
