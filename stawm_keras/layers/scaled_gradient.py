"""A slower pace for a part of a network."""

import keras

from stawm_keras.ops import scaled_gradient
from stawm_keras.registration import register


@register
class ScaledGradient(keras.Layer):
    """Passes on what it is given, and a part of its gradient.

    All layers whose outputs reach the loss through this one alone train as with so much of the
    learning rate under SGD. Optimisers that divide gradients by their size, such as Adam, take
    steps of the same length all the same: there it only lessens the part that these layers have in
    a norm at which gradients are clipped.

    Args:
        rate: Float in (0, 1], the factor of the gradient.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Input shape:
        Any.

    Output shape:
        That of the input.

    Raises:
        ValueError: If `rate` is not in (0, 1].

    Example:

    >>> poses = np.array([[1.0, 0, 0, 0, 1, 0]])
    >>> np.array(stawm_keras.layers.ScaledGradient(0.1)(poses)).tolist()
    [[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]]

    Reference:
        Jaderberg et al., "Spatial Transformer Networks", 2015, Appendix A, which trains
        localisation networks with a tenth of the learning rate.
    """

    def __init__(self, rate, **kwargs):
        super().__init__(**kwargs)
        check_rate(rate=rate)
        self.rate = rate

    def call(self, inputs):
        return scaled_gradient(inputs, self.rate)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "rate": self.rate}


def check_rate(**rates):
    """Raises `ValueError` if a rate of gradients, by its name, is none."""
    for name, rate in rates.items():
        if not isinstance(rate, (int, float)) or not 0 < rate <= 1:
            raise ValueError(f"`{name}` must be in (0, 1]. Received: {name}={rate}")
