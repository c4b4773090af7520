"""Times the memory as traces against the dense definition, over M and N, forward and backward.

    python -m benchmarks.memory

N keys are written and the memory is read with one query after every write, as drawing does.
`states_mib` is what the memory holds for the gradients: N matrices M x M an image, or keys and
values. Where the dense form's states alone are more than `--limit` MiB it is not run.
"""

import statistics

import numpy as np

from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write

RATES = {"eta": 0.4, "delta": 0.2, "theta": 0.5}


def main():
    """Measures every size that the command line asks for."""
    made = parser(__doc__)
    made.add_argument("--units", type=int, nargs="+", default=[64, 256, 1024, 4096], help="M")
    made.add_argument("--steps", type=int, nargs="+", default=[4, 16, 64, 256], help="N")
    made.add_argument("--batch", type=int, default=32)
    made.add_argument("--limit", type=float, default=4096.0, help="of the states, in MiB")
    options = made.parse_args()
    rows = []
    for units in options.units:
        for steps in options.steps:
            rows += _measure(units, steps, options)
    print_table(rows)
    write(options.out, rows)


def _measure(units, steps, options):
    from benchmarks.compiled import compiled
    from benchmarks.compiled import seconds
    from benchmarks.compiled import with_gradients

    tensors = arrays(options.batch, steps, units)
    row = {"units": units, "steps": steps, "batch": options.batch}
    forms = {
        "traces": (traces, 2 * steps * units),
        "dense": (dense, steps * units * units),
    }
    times = {}
    for form, (function, numbers) in forms.items():
        mib = 4 * numbers * options.batch / 2**20
        row[f"{form}_states_mib"] = mib
        for way, compile_it in (("forward", compiled), ("backward", with_gradients)):
            if mib > options.limit:
                row[f"{form}_{way}_ms"] = None
                continue
            found = seconds(compile_it(function), *tensors, rounds=options.rounds)
            times[form, way] = statistics.median(found)
            row[f"{form}_{way}_ms"] = 1e3 * times[form, way]
    of_dense = times.get(("dense", "backward"))
    row["times_as_fast"] = of_dense and of_dense / times["traces", "backward"]
    return [row]


def arrays(batch, steps, units):
    """Random keys `(batch, steps, units)` and a query for each sample."""
    from keras import ops

    rng = np.random.default_rng(0)
    shapes = (batch, steps, units), (batch, 1, units)
    return [ops.convert_to_tensor(rng.uniform(0, 1, shape).astype("float32")) for shape in shapes]


def traces(keys, query):
    """What is read after every write of keys, the memory kept as traces."""
    from keras import ops

    from stawm_keras.ops import read_every_step
    from stawm_keras.ops import write_sequence

    written = write_sequence(keys, RATES["eta"], RATES["theta"], _retention())
    return ops.relu6(read_every_step(written, query))


def dense(keys, query):
    """The same by the definition, a matrix."""
    from keras import ops

    from stawm_keras.ops import written_value
    from stawm_keras.ops.memory_state import DenseState

    batch, steps, units = keys.shape
    memory = DenseState(units)
    states = [ops.zeros((batch, units * units))]
    reads = []
    for step in range(steps):
        key = keys[:, step : step + 1]
        recalled = memory.recall(states, key, _retention())
        value = written_value(key, recalled, RATES["eta"], RATES["theta"])
        states = memory.add(states, key, value, _retention())
        reads.append(memory.recall(states, query, _retention()))
    return ops.relu6(ops.stack(reads, axis=2))


def _retention():
    return np.float32(1 - RATES["delta"])


if __name__ == "__main__":
    main()
