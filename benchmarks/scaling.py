"""Fits how the cost of a step, and of its parts, grows with every size.

    python -m benchmarks.scaling

Each size is varied alone, from a small `mnist_classify_8`; `exponent` is the slope of the time over
the size, both as logarithms, over the larger half of the sizes, beside what is expected of it.
"""

import statistics

import numpy as np

from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write

BATCH = 32


def main():
    """Measures every law, and prints times and exponents."""
    made = parser(__doc__)
    options = made.parse_args()
    rows, fits = [], []
    for name, expected, sizes, measure in LAWS:
        times = []
        for size in sizes:
            times.append(statistics.median(measure(size, options.rounds)))
            rows.append({"law": name, "size": size, "ms": 1e3 * times[-1]})
        fits.append({"law": name, "expected": expected, "exponent": _exponent(sizes, times)})
    print_table(rows)
    print_table(fits)
    write(options.out, rows, exponents=fits)


def _exponent(sizes, times):
    half = len(sizes) // 2
    slope, _ = np.polyfit(np.log(sizes[half:]), np.log(times[half:]), 1)
    return float(slope)


def _step(rounds, batch=BATCH, **values):
    """Seconds of a training step."""
    from benchmarks.compiled import seconds
    from benchmarks.workers.keras_model import find
    from benchmarks.workers.keras_model import images
    from training.tasks import task_of

    recipe = find("mnist_classify_8").changed(batch_size=batch, **values)
    model = task_of(recipe).build(recipe)
    task_of(recipe).compile(model, recipe)
    batch_of_images = images(recipe, batch)
    labels = np.zeros(batch, "int32")
    return seconds(lambda: model.train_on_batch(batch_of_images, labels), rounds=rounds)


def _memory(units, rounds):
    from benchmarks.compiled import seconds
    from benchmarks.compiled import with_gradients
    from benchmarks.memory import arrays
    from benchmarks.memory import traces

    return seconds(with_gradients(traces), *arrays(BATCH, 16, units), rounds=rounds)


def _sample(image, size):
    from benchmarks.compiled import with_gradients
    from stawm_keras.ops import affine_sample

    rng = np.random.default_rng(0)
    picture = rng.uniform(size=(BATCH, image, image, 1)).astype("float32")
    poses = (np.array([0.5, 0, 0, 0, 0.5, 0]) + 0.1 * rng.normal(size=(BATCH, 6))).astype("float32")
    return with_gradients(lambda pose: affine_sample(picture, pose, (size, size))), poses


def _glimpse_of_image(side, rounds):
    from benchmarks.compiled import seconds

    return seconds(*_sample(side, 16), rounds=rounds)


def _glimpse(size, rounds):
    from benchmarks.compiled import seconds

    return seconds(*_sample(64, size), rounds=rounds)


def _context(side, rounds):
    from benchmarks.compiled import layer_gradients
    from benchmarks.compiled import seconds
    from stawm_keras.models.cnn import build_cnn

    cnn = build_cnn((side, side, 1), [(16, 3, 2, 0), (32, 3, 2, 0)])
    return seconds(layer_gradients(cnn, np.zeros((BATCH, side, side, 1), "float32")), rounds=rounds)


# Name, expected exponent, sizes, and what gives the seconds for a size.
LAWS = (
    ("step, over glimpses N", 1, (4, 16, 64, 256), lambda n, r: _step(r, num_glimpses=n)),
    ("step, over images a batch", 1, (32, 64, 128, 256), lambda b, r: _step(r, batch=b)),
    ("memory, over units M", 1, (64, 256, 1024, 4096), _memory),
    ("sampler, over glimpse size S", 2, (16, 32, 64, 128), _glimpse),
    ("sampler, over image side", 0, (28, 64, 128, 256, 512), _glimpse_of_image),
    ("context CNN, over image side", 2, (28, 64, 128, 256), _context),
)

if __name__ == "__main__":
    main()
