"""Images as sequences of glimpses, from coarse to fine."""

import numpy as np

from training.cli.errors import InputError
from training.data.dataset import Dataset
from training.data.dataset import Split
from training.data.dataset import hold_out
from training.data.sequences.examples import WATCH_SEED
from training.data.sequences.examples import Sequences

IMAGE, GLIMPSE = 28, 7


class Glimpses:
    """24 glimpses of 7 x 7 pixels at images of 28 x 28, and their labels (Ba et al., 2016).

    Which glimpses these are the paper does not say; here each of the four quarters, in the order of
    reading, is looked at from coarse to fine: first at the whole image, then at the quarter, whose
    pixels are averaged to 7 x 7, and then at its four parts as they are, in the order of reading.

    Args:
        dataset: The images.
        holdout: How many training images are held out, to be watched.

    Raises:
        InputError: Images have other sizes, or are fewer.
    """

    def __init__(self, dataset: Dataset, holdout: int) -> None:
        shape = dataset.x_train.shape[1:]
        if shape != (IMAGE, IMAGE, 1):
            raise InputError(
                f"The images of {dataset.source} have shape {shape}, and glimpses are at images of "
                f"shape {(IMAGE, IMAGE, 1)}: name others with --data."
            )
        self.source = dataset.source
        self._training, self._held = hold_out(dataset, holdout, WATCH_SEED)
        self._test = Split(dataset.x_test, dataset.y_test)
        self.count = len(self._training.y)

    def draw(self, rows: np.ndarray, rng: np.random.Generator, epoch: int) -> Sequences:
        """Glimpses `(n, 24, 49)` in [0, 1], and labels `(n,)`."""
        return _of(Split(self._training.x[rows], self._training.y[rows]))

    def watched(self) -> Sequences:
        """Glimpses at the images that are held out, and their labels."""
        return _of(self._held)

    def tested(self) -> dict[str, Sequences]:
        """Glimpses at the test images, and their labels."""
        return {"images": _of(self._test)}


def _of(split: Split) -> Sequences:
    return glimpses(split.x[:]), split.y


def glimpses(images: np.ndarray) -> np.ndarray:
    """The glimpses (N, 24, 49) in [0, 1] at images (N, 28, 28, 1) uint8."""
    pixels = images[..., 0].astype(np.float32) / 255
    whole, quarters, parts = (_squares(pixels, side) for side in (4, 2, 1))
    of_quarters = (np.broadcast_to(whole, quarters.shape), quarters, *_by_quarter(parts))
    looks = np.stack(of_quarters, axis=2)  # (N, 4, 6, 7, 7)
    return looks.reshape(len(images), -1, GLIMPSE * GLIMPSE)


def _squares(pixels, side):
    """The image in squares (N, K, 7, 7), in the order of reading, `side` pixels a pixel."""
    count, across = len(pixels), IMAGE // (GLIMPSE * side)
    split = pixels.reshape(count, across, GLIMPSE, side, across, GLIMPSE, side).mean(axis=(3, 6))
    return split.transpose(0, 1, 3, 2, 4).reshape(count, -1, GLIMPSE, GLIMPSE)


def _by_quarter(parts):
    """Of parts (N, 16, 7, 7) the first of every quarter (N, 4, 7, 7), then the second and so on."""
    rows = parts.reshape(-1, 2, 2, 2, 2, GLIMPSE, GLIMPSE)  # (N, quarter, part, quarter, part)
    return (
        rows[:, :, row, :, column].reshape(-1, 4, GLIMPSE, GLIMPSE)
        for row in range(2)
        for column in range(2)
    )
