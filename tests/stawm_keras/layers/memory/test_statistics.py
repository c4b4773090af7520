import numpy as np
import pytest

from stawm_keras.layers.memory.statistics import norm_and_rank
from stawm_keras.layers.memory.statistics import saturation
from stawm_keras.layers.memory.statistics import singular_values


def traces(keys, values=None, retention=0.8):
    keys = np.asarray(keys, "float32")[None]
    values = keys if values is None else np.asarray(values, "float32")[None]
    return {"keys": keys, "values": values, "retention": np.array([[retention]], "float32")}


def random_traces(images, steps, units):
    rng = np.random.default_rng(0)
    keys, values = rng.uniform(0, 2, (2, images, steps, units)).astype("float32")
    retention = rng.uniform(0.5, 1, (images, 1)).astype("float32")
    return {"keys": keys, "values": values, "retention": retention}


def matrices_of(traces):
    """W after every write, by its definition (Eq. 2)."""
    matrix, matrices = 0.0, []
    for n in range(traces["keys"].shape[1]):
        written = traces["values"][:, n, :, None] * traces["keys"][:, n, None, :]
        matrix = traces["retention"][..., None] * matrix + written
        matrices.append(matrix)
    return np.stack(matrices, axis=1)


@pytest.mark.parametrize(("steps", "units"), [(1, 8), (4, 8), (6, 3)])
def test_as_the_matrix_itself_says(steps, units):
    written = random_traces(5, steps, units)
    matrices = matrices_of(written)
    expected = np.linalg.svd(matrices, compute_uv=False)
    found = singular_values(written)
    np.testing.assert_allclose(found, expected[..., : found.shape[-1]], rtol=1e-5, atol=1e-5)
    norm, rank = norm_and_rank(written)
    np.testing.assert_allclose(norm, np.linalg.norm(matrices, axis=(-2, -1)), rtol=1e-5)
    np.testing.assert_array_equal(rank, np.linalg.matrix_rank(matrices))
    for found, expected in zip(norm_and_rank({"weights": matrices}), (norm, rank), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_orthogonal_traces_add_a_rank_each():
    norm, rank = norm_and_rank(traces([[3, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 2, 2, 0]]))
    assert rank.tolist() == [[1, 2, 3]]
    # What was written before has faded by 0.8 a glimpse.
    expected = [9, np.hypot(7.2, 1), np.sqrt(5.76**2 + 0.8**2 + 8**2)]
    np.testing.assert_allclose(norm[0], expected, rtol=1e-6)


def test_what_is_written_again_adds_no_rank():
    _, rank = norm_and_rank(traces([[1, 2, 0], [2, 4, 0], [0, 0, 1]]))
    assert rank.tolist() == [[1, 1, 2]]


def test_an_empty_memory_has_no_rank():
    norm, rank = norm_and_rank(traces(np.zeros((2, 4))))
    assert norm.tolist() == [[0, 0]] and rank.tolist() == [[0, 0]]


def test_slots_that_were_kept_once():
    words = np.array([[[3, 0, 0], [0, 4, 0], [0, 0, 0], [0, 0, 0]]], "float32")
    slots = {"words": words, "strength": np.ones((1, 1)), "filled": np.array([[2]])}
    norm, rank = norm_and_rank(slots)
    assert norm.tolist() == [[5]] and rank.tolist() == [[2]]


def test_saturation():
    at_zero, at_six = saturation(np.array([[0, 0, 6, 1], [0.1, 6, 6, 6], [1e-9, 5.99, 3, 2]]))
    assert at_zero.tolist() == [0.5, 0, 0]
    assert at_six.tolist() == [0.25, 0.75, 0]


def test_saturation_of_what_a_rate_has_scaled():
    """What a memory matches is a ReLU6 times eta, in float32."""
    rate = np.float32(0.4) * np.float32(1 / 24)
    matched = rate * np.full((1000,), 6, "float32")
    assert saturation(matched / float(rate))[1] == 1
