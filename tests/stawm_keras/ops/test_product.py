import numpy as np
from gradients import gradients
from keras import ops

from stawm_keras.ops.product import product
from stawm_keras.ops.product import weights_for_many


def test_product_and_gradients_are_those_of_matmul():
    rng = np.random.default_rng(0)
    inputs, matrix, upstream = (rng.normal(size=shape) for shape in ((5, 3), (3, 7), (5, 7)))

    def ours(inputs, matrix):
        return ops.sum(product(inputs, weights_for_many(matrix)) * upstream.astype("float32"))

    found = gradients(ours, (inputs, matrix))
    np.testing.assert_allclose(found[0], upstream @ matrix.T, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(found[1], inputs.T @ upstream, rtol=1e-5, atol=1e-6)
