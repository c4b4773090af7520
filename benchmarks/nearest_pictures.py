"""Classifies Omniglot's 20 one-shot runs by what is nearest, and learns nothing.

    python -m benchmarks.nearest_pictures DIR

Nearest are the pictures with the least squared difference of their pixels; and, as in the published
baseline of 38.8 %, those whose ink has the least modified Hausdorff distance (Dubuisson and Jain,
1994) after both were moved to their centres of mass: the larger of the two mean distances from the
ink of one picture to the nearest of the other.
"""

import argparse
from pathlib import Path

import numpy as np
from scipy.spatial import KDTree

SIDE = 105


def main():
    """Prints the error of both."""
    made = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("folder", type=Path, help="folder that holds omniglot_small.npz")
    options = made.parse_args()
    from benchmarks.report import print_table
    from training.data.sequences import read_omniglot

    omniglot = read_omniglot(options.folder, SIDE)
    measures = {"pixels": pixels, "modified Hausdorff": modified_hausdorff}
    print_table(
        [
            {"nearest by": name, "error %": error(omniglot, measure)}
            for name, measure in measures.items()
        ]
    )


def error(omniglot, measure):
    """How many percent of the runs' queries are not what is nearest to them."""
    nearest = [
        measure(queries, support).argmin(axis=1)
        for queries, support in zip(omniglot.queries, omniglot.support, strict=True)
    ]
    return 100 * float(np.mean(np.array(nearest) != omniglot.answers))


def pixels(queries, support):
    """Squared differences `(Q, N)` of pictures `(Q, S, S, 1)` and `(N, S, S, 1)`."""
    queries, support = (part.reshape(len(part), -1) / 255 for part in (queries, support))
    return np.square(queries[:, None] - support).sum(axis=-1)


def modified_hausdorff(queries, support):
    """Modified Hausdorff distances, likewise."""
    queries, support = (
        [KDTree(_ink(picture)) for picture in pictures] for pictures in (queries, support)
    )
    return np.array([[max(_mean(a, b), _mean(b, a)) for b in support] for a in queries])


def _mean(ink, other):
    return other.query(ink.data)[0].mean()


def _ink(picture):
    places = np.argwhere(picture[..., 0] > 127).astype(float)
    return places - places.mean(axis=0)


if __name__ == "__main__":
    main()
