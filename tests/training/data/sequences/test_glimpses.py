import numpy as np
import pytest

from training.cli.errors import InputError
from training.data.dataset import Dataset
from training.data.sequences.glimpses import Glimpses
from training.data.sequences.glimpses import glimpses

IMAGES = np.random.default_rng(0).integers(0, 256, (12, 28, 28, 1), dtype="uint8")
LABELS = np.arange(12) % 3


def of(images=IMAGES):
    return Dataset("mnist", "here", images[:9], LABELS[:9], images[9:], LABELS[9:], 3)


def averaged(pixels):
    side = len(pixels) // 7
    return np.array(
        [
            pixels[side * row : side * (row + 1), side * column : side * (column + 1)].mean()
            for row in range(7)
            for column in range(7)
        ]
    )


def test_every_quarter_from_coarse_to_fine():
    looks, image = glimpses(IMAGES[:2])[1], IMAGES[1, :, :, 0] / 255
    assert looks.shape == (24, 49)
    expected = []
    for top, left in ((0, 0), (0, 14), (14, 0), (14, 14)):
        quarter = image[top : top + 14, left : left + 14]
        parts = [quarter[y : y + 7, x : x + 7] for y in (0, 7) for x in (0, 7)]
        expected += [averaged(pixels) for pixels in (image, quarter, *parts)]
    np.testing.assert_allclose(looks, expected, rtol=1e-5)


def test_what_is_drawn_watched_and_tested_is_apart():
    found = Glimpses(of(), holdout=3)
    assert (found.source, found.count) == ("here", 6)
    drawn = found.draw(np.arange(6), np.random.default_rng(0), 0)
    parts = (drawn, found.watched(), found.tested()["images"])
    known = {look.tobytes(): place for place, look in enumerate(glimpses(IMAGES))}
    rows = [[known[look.tobytes()] for look in looks] for looks, _ in parts]
    assert all(
        (LABELS[some] == labels).all() for some, (_, labels) in zip(rows, parts, strict=True)
    )
    assert sorted(rows[0] + rows[1]) == [*range(9)] and rows[2] == [9, 10, 11]


def test_draws_the_rows_that_are_asked_for():
    found = Glimpses(of(), holdout=0)
    looks, labels = found.draw(np.array([4, 2]), np.random.default_rng(0), 0)
    np.testing.assert_array_equal(looks, glimpses(IMAGES[[4, 2]]))
    assert labels.tolist() == [1, 2]


def test_images_of_another_size():
    with pytest.raises(
        InputError, match=r"have shape \(14, 28, 1\), and glimpses are at images of"
    ):
        Glimpses(of(IMAGES[:, :14]), holdout=3)
