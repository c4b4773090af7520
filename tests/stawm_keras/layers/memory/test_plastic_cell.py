import keras
import numpy as np
import pytest
from keras import ops

from stawm_keras.layers import PlasticCell


def test_hebb_completes_a_pattern_that_it_saw():
    """With a strength that is given by hand, half of a pattern calls up the other half."""
    pattern = np.sign(np.random.default_rng(0).normal(size=(1, 1, 20))).astype("float32")
    cell = PlasticCell(20)
    cell.build((None, 20))
    for weight, value in ((cell.fixed, 0.0), (cell.strength, 3.0), (cell.rate, 0.1)):
        weight.assign(np.full(weight.shape, value))
    half = pattern * (np.arange(20) < 10)
    shown = np.concatenate([5 * pattern] * 4 + [5 * half] * 2, axis=1)
    found = ops.convert_to_numpy(keras.layers.RNN(cell)(shown))
    np.testing.assert_allclose(found, pattern[:, 0], atol=0.01)


def test_rate_stays_between_0_and_1():
    cell = PlasticCell(3)
    cell.build((None, 3))
    optimizer = keras.optimizers.SGD(1.0)
    for slope, bound in ((5.0, 0), (-5.0, 1)):
        optimizer.apply([ops.convert_to_tensor(slope)], [cell.rate])
        assert float(cell.rate.value) == bound


@pytest.mark.parametrize("argument", [{"units": 0}, {"rule": "delta"}, {"limit": 0}])
def test_bad_arguments(argument):
    (name,) = argument
    with pytest.raises(ValueError, match=f"`{name}`.*Received: {name}="):
        PlasticCell(**{"units": 4, **argument})


def test_input_of_another_width():
    with pytest.raises(ValueError, match="keras.layers.Dense.*Received: input of shape"):
        keras.layers.RNN(PlasticCell(4))(np.zeros((2, 3, 5), "float32"))
