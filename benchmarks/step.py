"""Times training steps and predictions of recipes at their full size.

    python -m benchmarks.step mnist_classify_8 mnist_draw_6 --peer torch

Training is timed within `fit`, with the input pipeline; images are random. With `--peer torch` the
same model in plain PyTorch (benchmarks/peer) takes turns with it, its weights and predictions being
the same: eager and compiled, each with the C library's allocator as it is and tuned to keep what it
has. PyTorch gets its batches ready-made. A row's `ratio` is its time divided by the library's, of
the same precision: above 1, the library is faster.
"""

import os
import statistics
import tempfile
from pathlib import Path

from benchmarks.contest import Competitor
from benchmarks.contest import summary
from benchmarks.contest import take_turns
from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write

# glibc returns large blocks to the system and faults them in again; this stops it.
TUNED = {
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "68719476736",
    "MALLOC_TOP_PAD_": "268435456",
}
PEERS = {
    "torch eager": (False, {}),
    "torch eager, tuned allocator": (False, TUNED),
    "torch compiled": (True, {}),
    "torch compiled, tuned allocator": (True, TUNED),
}
REQUESTS = {"inference": ({"batch": 1}, {"batch": 128}), "training": ({},)}
JIT = {"auto": None, "on": True, "off": False}


def main():
    """Runs the contests that the command line asks for."""
    options = _options()
    rows = []
    for name in options.recipes:
        for precision in options.precision:
            found = _contest(name, precision, options)
            print_table(found)
            rows += found
            write(options.out, rows)  # What is measured stays, whatever comes.


def _options():
    from training import recipes

    made = parser(__doc__)
    made.add_argument("recipes", nargs="*", metavar="RECIPE", help="by default, all that can be")
    made.add_argument("--backend", nargs="+", default=["tensorflow"], choices=("tensorflow", "jax"))
    made.add_argument(
        "--precision", nargs="+", default=["float32"], choices=("float32", "mixed_bfloat16")
    )
    made.add_argument(
        "--jit", nargs="+", default=["auto"], choices=("auto", "on", "off"), help="XLA"
    )
    made.add_argument("--peer", choices=("torch",), help="what to compare with")
    options = made.parse_args()
    os.environ["KERAS_BACKEND"] = options.backend[0]  # For recipes; each worker has its own.
    known = recipes.names()
    unknown = sorted(set(options.recipes) - set(known))
    if unknown:
        made.error(f"there is no recipe {unknown[0]}: there are {', '.join(known)}")
    if options.peer:
        known = _with_a_peer(known, made)
        alone = sorted(set(options.recipes) - set(known))
        if alone:
            made.error(f"{alone[0]} has no peer: there are peers of {', '.join(known)}")
    options.recipes = options.recipes or known
    return options


def _with_a_peer(names, made):
    """Those of the recipes whose model is there in plain PyTorch."""
    from benchmarks.workers.keras_model import find

    try:
        from benchmarks.peer.build import has_peer
    except ModuleNotFoundError:
        made.error("the peer needs PyTorch: pip install -e '.[benchmarks]'")
    recipes = {name: find(name) for name in names}
    return [name for name, one in recipes.items() if has_peer({"task": one.task, **one.flat()})]


def _contest(name, precision, options):
    """The rows of one recipe in one precision: predictions, then training."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        weights = str(Path(folder) / "weights.npz") if options.peer else None
        for task in ("inference", "training"):
            # The first of the library's competitors writes the weights, everyone else reads them.
            competitors = _keras(name, precision, options, task, weights)
            try:
                if options.peer:
                    competitors |= _torch(name, precision, task, weights)
                for request in REQUESTS[task]:
                    times = take_turns(competitors, options.rounds, **request)
                    rows += _rows(name, precision, task, request, times, competitors)
            finally:
                for competitor in competitors.values():
                    competitor.close()
    return rows


def _keras(name, precision, options, task, weights):
    competitors: dict[str, Competitor] = {}
    for backend in options.backend:
        for jit in options.jit:
            asked = {"recipe": name, "precision": precision, "jit": JIT[jit]}
            if task == "inference" and not competitors:
                asked["weights"] = weights
            competitor = Competitor(
                f"benchmarks.workers.keras_{task}", asked, {"KERAS_BACKEND": backend}
            )
            competitors[f"{backend}, XLA {jit}"] = competitor
            competitor.ask(steps=1, batch=1)
    return competitors


def _torch(name, precision, task, weights):
    from benchmarks.workers.keras_model import find

    recipe = find(name, precision)
    values = {"task": recipe.task, **recipe.flat()}
    return {
        peer: Competitor(
            f"benchmarks.workers.torch_{task}",
            {"values": values, "weights": weights, "compile": compiled},
            environment,
        )
        for peer, (compiled, environment) in PEERS.items()
    }


def _rows(name, precision, task, request, times, competitors):
    """A row for each competitor; the first is the one that the others are compared with."""
    from benchmarks.workers.keras_model import find

    first = statistics.median(next(iter(times.values())))
    batch = request.get("batch", find(name).optimisation.batch_size)
    rows = []
    for competitor, seconds in times.items():
        median = statistics.median(seconds)
        rows.append(
            {
                "recipe": name,
                "precision": precision,
                "task": f"{task} of {batch}",
                "competitor": competitor,
                **summary(seconds),
                "images_a_second": batch / median,
                "ratio": median / first,
                "peak_mib": competitors[competitor].peak_mib,
            }
        )
    return rows


if __name__ == "__main__":
    main()
