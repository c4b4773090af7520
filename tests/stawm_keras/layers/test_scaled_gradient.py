import numpy as np
import pytest
from gradients import gradients
from keras import ops

from stawm_keras.layers import ScaledGradient


def test_only_the_gradient_is_scaled():
    layer = ScaledGradient(0.1)
    inputs = np.array([[1.7, -3.3e7], [2e-9, 0.1]], "float32")
    np.testing.assert_array_equal(layer(inputs), inputs)
    (gradient,) = gradients(lambda x: ops.sum(layer(x) * x), [inputs])
    np.testing.assert_allclose(gradient, 1.1 * inputs, rtol=1e-6)


@pytest.mark.parametrize("rate", [0, -0.1, 1.5, "0.1"])
def test_bad_rate(rate):
    with pytest.raises(ValueError, match=r"`rate` must be in \(0, 1\]. Received: rate="):
        ScaledGradient(rate)
