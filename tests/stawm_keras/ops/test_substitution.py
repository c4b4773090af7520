import numpy as np
import pytest
from gradients import check_gradients
from keras import ops

from stawm_keras.ops.substitution import substitute


def definition(weights, right):
    return np.linalg.solve(np.eye(weights.shape[-1]) + np.tril(weights, -1), right)


@pytest.mark.parametrize("count", [1, 4])
def test_solves_with_what_is_below_the_diagonal(count):
    rng = np.random.default_rng(0)
    weights, right = rng.normal(size=(2, 3, count, count)), rng.normal(size=(2, 3, count, 5))
    found = ops.convert_to_numpy(substitute(*map(ops.convert_to_tensor, (weights, right))))
    np.testing.assert_allclose(found, definition(weights, right), rtol=1e-5, atol=1e-5)


def test_gradients_are_those_of_the_definition():
    rng = np.random.default_rng(0)
    check_gradients(substitute, definition, [rng.normal(size=(2, 4, size)) for size in (4, 3)])
