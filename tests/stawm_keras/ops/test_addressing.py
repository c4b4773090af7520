import numpy as np
import pytest
from definitions_of_slots import allocated
from gradients import gradients
from keras import ops

from stawm_keras.ops.addressing import allocation
from stawm_keras.ops.addressing import cosine
from stawm_keras.ops.addressing import sharpened


@pytest.mark.parametrize("slots", [1, 2, 7])
def test_allocation_is_that_of_sorted_slots(slots):
    rng = np.random.default_rng(0)
    usage = rng.uniform(size=(5, slots))
    usage[1] = 0  # All equals: the first comes first.
    usage[2] = 1  # None is free.
    usage[3] = np.round(usage[3])
    found = ops.convert_to_numpy(allocation(ops.convert_to_tensor(usage, "float32")))
    np.testing.assert_allclose(found, [allocated(one) for one in usage], rtol=1e-5, atol=1e-6)
    assert found[1, 0] == pytest.approx(1, abs=1e-5) and np.all(found[2] < 1e-5)


def test_no_slope_is_infinite_where_nothing_is():
    nothing = np.zeros((1, 2, 3))

    def loss(keys, words, usage, weighting):
        found = [cosine(keys, words), allocation(usage), sharpened(weighting, 21.0)]
        return sum(ops.sum(part * np.arange(1, part.shape[-1] + 1)) for part in found)

    slopes = gradients(loss, [nothing, nothing, nothing[0], nothing])
    assert all(np.isfinite(slope).all() for slope in slopes)


def test_a_large_power_of_small_numbers_is_sharp():
    weighting = np.full((1, 1, 128), 1 / 128, "float32")
    weighting[0, 0, 3] *= 1.5
    found = ops.convert_to_numpy(sharpened(weighting, np.array([[[41.0]]], "float32")))
    assert found[0, 0, 3] > 0.999 and found.sum() == pytest.approx(1, abs=1e-5)
