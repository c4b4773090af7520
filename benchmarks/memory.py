"""Times the memory as traces against the dense definition, over M and N, forward and backward.

    python -m benchmarks.memory

N keys are written and the memory is read with one query after every write, as drawing does.
`traces` is how the models do it, who know N; `cell` is `HebbRosenblattCell` in `keras.layers.RNN`,
in its two forms. `states_mib` is what is kept of the states for the gradients; where that is more
than `--limit` MiB the form is not run.
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
    # Each with the numbers that it keeps of a step for the gradients.
    forms = {
        "traces": (traces, 2 * units),
        "dense": (dense, units * units),
        "cell, traces": (_cell("traces", units), units * units),
        "cell, dense": (_cell("dense", units), units * units),
    }
    rows = []
    for form, (function, numbers) in forms.items():
        mib = 4 * numbers * steps * options.batch / 2**20
        row = {"units": units, "steps": steps, "batch": options.batch, "form": form}
        for way, compile_it in (("forward", compiled), ("backward", with_gradients)):
            row[f"{way}_ms"] = None
            if mib <= options.limit:
                found = seconds(compile_it(function), *tensors, rounds=options.rounds)
                row[f"{way}_ms"] = 1e3 * statistics.median(found)
        rows.append({**row, "states_mib": mib})
    return rows


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

    from stawm_keras.ops import written_key
    from stawm_keras.ops.memory_state import DenseState

    batch, steps, units = keys.shape
    memory = DenseState(units)
    states = [ops.zeros((batch, units * units))]
    reads = []
    for step in range(steps):
        value = keys[:, step : step + 1]
        recalled = memory.recall(states, value, _retention())
        key = written_key(value, recalled, RATES["eta"], RATES["theta"])
        states = memory.add(states, key, value, _retention())
        reads.append(memory.recall(states, query, _retention()))
    return ops.relu6(ops.stack(reads, axis=2))


def _cell(form, units):
    """The same by `HebbRosenblattCell`, for any number of steps."""
    import keras
    from keras import ops

    from stawm_keras.layers import HebbRosenblattCell

    rnn = keras.layers.RNN(HebbRosenblattCell(units, **RATES, form=form), return_sequences=True)
    rnn.build((None, None, 2 * units))
    weights = [variable.value for variable in rnn.variables]

    def read(keys, query):
        inputs = ops.concatenate([keys, ops.broadcast_to(query, keys.shape)], axis=-1)
        (reads, _) = rnn.stateless_call(weights, [], inputs)
        return reads

    return read


def _retention():
    return np.float32(1 - RATES["delta"])


if __name__ == "__main__":
    main()
