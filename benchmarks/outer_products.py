"""Times memories of outer products written in chunks against one write after the other.

    python -m benchmarks.outer_products

N keys and values are written, and each step reads with a query of its own, forward and backward.
`chunks` is `stawm_keras.ops.recall_sequence`, `steps` its definition, `associate`, in one graph.
"""

import statistics

import numpy as np

from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write


def main():
    """Measures every rule and length that the command line asks for."""
    from stawm_keras.ops.outer_products import RULES

    made = parser(__doc__)
    made.add_argument("--units", type=int, default=64, help="M")
    made.add_argument("--steps", type=int, nargs="+", default=[4, 8, 16, 32, 64], help="N")
    made.add_argument("--batch", type=int, default=32)
    options = made.parse_args()
    rows = [_measure(rule, steps, options) for rule in RULES for steps in options.steps]
    print_table(rows)
    write(options.out, rows)


def _measure(rule, steps, options):
    from benchmarks.compiled import compiled
    from benchmarks.compiled import seconds
    from benchmarks.compiled import with_gradients

    tensors = arrays(options.batch, steps, options.units)
    row = {"rule": rule, "units": options.units, "steps": steps, "batch": options.batch}
    for form, function in (("chunks", in_chunks), ("steps", in_turn)):
        for way, compile_it in (("forward", compiled), ("backward", with_gradients)):
            run = compile_it(lambda *parts, function=function: function(rule, *parts))
            found = seconds(run, *tensors, rounds=options.rounds)
            row[f"{form}_{way}_ms"] = 1e3 * statistics.median(found)
    return row


def arrays(batch, steps, units):
    """Keys, values and queries `(batch, 1, steps, units)` of length 1, and rates."""
    from keras import ops

    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(3, batch, 1, steps, units))
    vectors /= np.linalg.norm(vectors, axis=-1, keepdims=True)
    parts = [*vectors, rng.uniform(0, 1, (batch, 1, steps))]
    return [ops.convert_to_tensor(part.astype("float32")) for part in parts]


def in_chunks(rule, keys, values, queries, rates):
    """What is read after every write, a chunk of writes at once."""
    from stawm_keras.ops import Association
    from stawm_keras.ops import recall_sequence

    return recall_sequence(Association(keys, values, rates), queries, rule)


def in_turn(rule, keys, values, queries, rates):
    """The same by the definition."""
    from keras import ops

    from stawm_keras.ops import Association
    from stawm_keras.ops import associate

    batch, heads, steps, units = keys.shape
    memory, reads = ops.zeros((batch, heads, units, units)), []
    for step in range(steps):
        at = Association(keys[:, :, step], values[:, :, step], rates[:, :, step])
        memory = associate(memory, at, rule)
        reads.append(ops.squeeze(ops.matmul(memory, queries[:, :, step, :, None]), -1))
    return ops.stack(reads, axis=2)


if __name__ == "__main__":
    main()
