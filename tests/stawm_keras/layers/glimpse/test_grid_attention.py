import numpy as np
import pytest
from gradients import check_gradients
from keras import ops
from reference import grid_attention

from stawm_keras.layers import GridAttention

RNG = np.random.default_rng(4)
GRID, QUERY = RNG.normal(size=(2, 3, 4, 5)), RNG.normal(size=(2, 6))


@pytest.fixture(scope="module")
def attend():
    layer = GridAttention(7)
    layer(GRID, QUERY)
    rng = np.random.default_rng(6)
    for weight in layer.trainable_weights:
        weight.assign(rng.normal(0, 0.8, weight.shape))
    return layer


def definition(layer, grid, query):
    weights = {
        weight.path.split(f"{layer.name}/")[1]: ops.convert_to_numpy(weight).astype("float64")
        for weight in layer.weights
    }
    return grid_attention(grid, query, weights)


def test_equals_the_definition(attend):
    looked, (weights, read) = attend(GRID, QUERY), definition(attend, GRID, QUERY)
    assert weights.max() > 0.2
    np.testing.assert_allclose(looked["attention"], weights.reshape(2, 3, 4), atol=1e-5)
    np.testing.assert_allclose(looked["read"], read, atol=1e-5)


def test_gradients(attend):
    check_gradients(
        lambda *both: attend(*both)["read"],
        lambda *both: definition(attend, *both)[1],
        (GRID, QUERY),
    )


def test_weights_are_float32_whatever_the_policy():
    looked = GridAttention(7, dtype="mixed_bfloat16")(GRID, QUERY)
    assert looked["attention"].dtype == "float32"
    np.testing.assert_allclose(np.sum(looked["attention"], axis=(1, 2)), 1, atol=1e-6)


@pytest.mark.parametrize(
    ("units", "grid", "query", "words"),
    [
        (0, GRID, QUERY, "`units` must be a positive integer. Received: units=0"),
        (3, GRID[:, 0], QUERY, r"over a grid of features .* Received: grid of shape \(2, 4, 5\)"),
        (3, GRID, QUERY[0], r"query of shape \(6,\)"),
    ],
)
def test_what_it_does_not_take(units, grid, query, words):
    with pytest.raises(ValueError, match=words):
        GridAttention(units)(grid, query)
