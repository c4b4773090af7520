"""A backend that is not named takes the plain path, with the same results."""

import keras
import numpy as np
import pytest

from stawm_keras.backend.adam_step import has_fused_adam
from stawm_keras.backend.constraints import has_value_in_constraints
from stawm_keras.backend.gradients import dense
from stawm_keras.backend.pixel_gradients import compiled_gradient
from stawm_keras.backend.replicas import replica_number
from stawm_keras.backend.replicas import sum_over_replicas
from stawm_keras.backend.row_product import row_product
from stawm_keras.optimizers import Adam


@pytest.fixture
def torch(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "torch")


@pytest.mark.usefixtures("torch")
def test_one_replica():
    assert replica_number() is None
    assert sum_over_replicas([1.0, None]) == [1.0, None]


@pytest.mark.usefixtures("torch")
def test_tensors_are_left_as_they_are():
    assert dense("gradient") == "gradient"
    assert has_value_in_constraints(keras.Variable(0.0, trainable=False))
    assert not has_fused_adam()


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("transpose", [False, True])
def test_row_products(transpose):
    rows, matrices = np.ones((2, 1, 3), "float32"), np.arange(18, dtype="float32").reshape(2, 3, 3)
    expected = rows @ (np.swapaxes(matrices, 1, 2) if transpose else matrices)
    np.testing.assert_allclose(row_product(rows, matrices, transpose), expected)


@pytest.mark.usefixtures("torch")
def test_gradients_to_pixels():
    with pytest.raises(ValueError, match="not known on the backend 'torch': set KERAS_BACKEND to"):
        compiled_gradient(keras.ops.sum)


def test_adam(monkeypatch):
    weights = [keras.Variable(np.ones(3)) for _ in "ab"]
    for weight in weights:
        optimizer = Adam(0.1)
        for step in range(3):
            optimizer.apply([np.array([1.0, -2.0, 0.1 * step])], [weight])
        monkeypatch.setattr(keras.backend, "backend", lambda: "torch")
    np.testing.assert_allclose(weights[0].numpy(), weights[1].numpy(), rtol=1e-5)
