"""How alike two scanpaths are."""

import numpy as np


def scan_match(path, other, size, bins=(12, 8), threshold=3.5, gap=0.0):
    """The similarity of two sequences of fixations, ScanMatch.

    Both become sequences of an image's tiles. They are aligned (Needleman and Wunsch, 1970) so that
    the sum of what pairs of tiles are worth is largest: `threshold` less the distance between the
    tiles, in tiles. That is divided by what the longer path would have if it were compared with
    itself.

    For how long each place was fixated counts if it is repeated as often as its time is long:
    `np.repeat(path, (durations / 0.05).round().astype(int), axis=0)`.

    Args:
        path, other: Arrays `(F, 2)` of places `(x, y)` in pixels, each of its own length.
        size: Tuple `(height, width)` of the image.
        bins: Tuple of how many tiles there are across and down.
        threshold: Float, from which distance on, in tiles, a pair is worth less than nothing. The
            paper takes twice the standard deviation of the saccades' lengths.
        gap: Float, what a fixation is worth that is left out.

    Returns:
        Float, 1 if the tiles are the same; with the default `gap`, at least 0.

    Raises:
        ValueError: If a path is empty.

    Example:

    >>> path = np.array([[10, 10], [200, 50], [120, 200]])
    >>> stawm_keras.saliency.scan_match(path, path + 2, (256, 256))
    1.0
    >>> stawm_keras.saliency.scan_match(path, path[::-1], (256, 256)) < 0.5
    True

    Reference:
        Cristino, Mathôt, Theeuwes and Gilchrist, "ScanMatch: A novel method for comparing fixation
        sequences", Behavior Research Methods 42 (3), 2010. Defaults are those of its toolbox.
    """
    if len(path) == 0 or len(other) == 0:
        raise ValueError(
            "A path must have at least one fixation. "
            f"Received: paths of {len(path)} and {len(other)}"
        )
    tiles = [tiles_of(np.asarray(one, "float64"), size, bins) for one in (path, other)]
    distances = np.linalg.norm(tiles[0][:, None] - tiles[1], axis=-1)
    best = _best_alignment((threshold - distances).tolist(), gap)
    return best / (threshold * max(len(path), len(other)))


def tiles_of(path, size, bins):
    """The columns and rows of the tiles that places are in."""
    tiles = np.floor(path * bins / np.array(size)[::-1])
    return np.clip(tiles, 0, np.array(bins) - 1)


def _best_alignment(worth, gap):
    """The largest sum that an alignment can have, row by row."""
    above = [gap * column for column in range(len(worth[0]) + 1)]
    for row, pairs in enumerate(worth, 1):
        here = [gap * row]
        for column, pair in enumerate(pairs, 1):
            here.append(max(above[column - 1] + pair, above[column] + gap, here[-1] + gap))
        above = here
    return above[-1]
