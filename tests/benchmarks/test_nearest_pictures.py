import numpy as np
import pytest

from benchmarks.nearest_pictures import error
from benchmarks.nearest_pictures import modified_hausdorff
from benchmarks.nearest_pictures import pixels
from training.data.sequences.omniglot import Omniglot

pytestmark = pytest.mark.tensorflow  # The same on every backend.

SHAPES = np.zeros((3, 6, 6, 1), "uint8")
SHAPES[0, 1, 1:4] = SHAPES[1, 1:4, 1] = SHAPES[2, [1, 2, 3], [1, 2, 3]] = 255
MOVED = np.roll(SHAPES, (2, 1), axis=(1, 2))


def test_distances():
    first, second = (np.argwhere(shape[..., 0]) * 1.0 for shape in SHAPES[:2])
    first, second = first - first.mean(axis=0), second - second.mean(axis=0)
    apart = np.linalg.norm(first[:, None] - second, axis=-1)
    expected = max(apart.min(axis=0).mean(), apart.min(axis=1).mean())
    found = modified_hausdorff(SHAPES[:2], MOVED)
    np.testing.assert_allclose(found[0, :2], [0, expected], atol=1e-12)
    assert pixels(SHAPES, SHAPES)[0].tolist() == [0, 4, 4]


def test_error_is_of_queries_that_are_nearest_to_another():
    answers = np.array([[2, 0, 1]])
    runs = Omniglot("", SHAPES, np.zeros(3), SHAPES[None], MOVED[None][:, [2, 0, 1]], answers)
    assert error(runs, modified_hausdorff) == 0
    assert error(runs._replace(answers=np.array([[2, 1, 1]])), modified_hausdorff) == pytest.approx(
        100 / 3
    )
