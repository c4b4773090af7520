import numpy as np
import pytest
from gradients import gradients
from keras import ops

from stawm_keras.ops.recall_in_turn import recall_in_turn


def definition(start, keys, weights):
    """The docstring's equation, whose gradients the backend finds."""
    found = []
    for k in range(keys.shape[1]):
        total = start[:, k]
        for j in range(k):
            score = ops.sum(found[j] * keys[:, k], axis=-1, keepdims=True)
            total = total + weights[k, j] * score * keys[:, j]
        found.append(ops.relu6(total))
    return ops.stack(found, axis=1)


@pytest.mark.parametrize("count", [1, 2, 7])
def test_recalled_and_gradients_are_those_of_the_definition(count):
    rng = np.random.default_rng(0)
    start = rng.normal(2, 2, (3, count, 5)).astype("float32")
    keys = rng.uniform(0, 1.5, (3, count, 5)).astype("float32")
    weights = np.tril(rng.uniform(0, 0.3, (count, count)), -1).astype("float32")
    upstream = rng.normal(size=start.shape).astype("float32")

    found, expected = (
        ops.convert_to_numpy(function(*map(ops.convert_to_tensor, (start, keys, weights))))
        for function in (recall_in_turn, definition)
    )
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    if count == 7:  # Both of ReLU6's bounds, and between.
        assert (found == 0).any() and (found == 6).any() and ((found > 0) & (found < 6)).any()

    below = np.tril(np.ones((count, count), "float32"), -1)  # Other weights have no meaning.
    found, expected = (
        gradients(
            lambda start, keys, weights, f=function: ops.sum(
                f(start, keys, weights * below) * upstream
            ),
            (start, keys, weights),
        )
        for function in (recall_in_turn, definition)
    )
    for ours, plain in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, plain, rtol=1e-4, atol=1e-5)
