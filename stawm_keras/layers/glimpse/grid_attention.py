"""Soft attention over a grid of features.

Symbols: B images, h, w the grid's height and width, L = h w its places, C channels, F features of
the query, K units.
"""

import keras
from keras import ops

from stawm_keras.layers.glimpse.unrolled_dense import UnrolledDense
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.registration import register


@register
class GridAttention(keras.Layer):
    """Weighs the places of a grid of features by what is looked for, and reads their mean.

    The features `a` of a place fit a query `h` as well as `e = u tanh(W a + U h)` says; the
    places' weights are `softmax(e)`, and what is read is the mean of the features under them. The
    weights are float32 under every dtype policy.

    Args:
        units: Integer K, the units in which features and query are compared.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Call arguments:
        grid: Tensor `(B, h, w, C)`, such as a CNN makes of images.
        query: Tensor `(B, F)`.

    Input shape:
        `[(B, h, w, C), (B, F)]`.

    Output shape:
        Dictionary: `"attention"` `(B, h, w)`, the weights, which sum to 1; `"read"` `(B, C)`.

    Raises:
        ValueError: If `units` is less than 1, or the grid or the query is of another shape.

    Example:

    >>> attend = stawm_keras.layers.GridAttention(16)
    >>> looked = attend(np.ones((2, 7, 7, 64), "float32"), np.ones((2, 32), "float32"))
    >>> looked["attention"].shape, looked["read"].shape
    ((2, 7, 7), (2, 64))

    Reference:
        Xu et al., "Show, Attend and Tell", 2015, Sections 3.1.2 and 4.2; Bahdanau et al., "Neural
        Machine Translation by Jointly Learning to Align and Translate", 2015, Appendix A.1.2.
    """

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        check_sizes(units=units)
        self.units = units
        policy = self.dtype_policy
        self.of_features = keras.layers.Dense(units, use_bias=False, dtype=policy, name="features")
        self.of_query = UnrolledDense(units, dtype=policy, name="query")
        self.score = keras.layers.Dense(1, use_bias=False, dtype="float32", name="score")

    def build(self, grid_shape, query_shape):
        if len(grid_shape) != 4 or len(query_shape) != 2:
            raise ValueError(
                "Attention is over a grid of features (batch, height, width, channels) for a query "
                f"(batch, features). Received: grid of shape {tuple(grid_shape)}, query of shape "
                f"{tuple(query_shape)}"
            )
        batch, height, width, channels = grid_shape
        self.of_features.build((batch, height * width, channels))
        self.of_query.build(query_shape)
        self.score.build((batch, height * width, self.units))

    def prepared(self, grid):
        """What all the steps of a loop share: the places' features, what they are compared as."""
        places = ops.reshape(grid, (-1, grid.shape[1] * grid.shape[2], grid.shape[3]))
        places = ops.cast(places, self.compute_dtype)
        return places, self.of_features(places), self.of_query.prepared()

    def scores(self, query, prepared):
        """How well each place fits the query, `(B, L)`, float32."""
        _, compared, weights = prepared
        sought = self.of_query.apply(query, weights)[:, None]
        return ops.squeeze(self.score(ops.tanh(compared + sought)), axis=-1)

    def read(self, weights, prepared):
        """The mean of the places' features under weights `(B, L)`: `(B, C)`."""
        places = prepared[0]
        return ops.squeeze(ops.matmul(ops.cast(weights, places.dtype)[:, None], places), axis=1)

    def call(self, grid, query):
        prepared = self.prepared(grid)
        weights = ops.softmax(self.scores(query, prepared))
        attention = ops.reshape(weights, (-1, *grid.shape[1:3]))
        return {"attention": attention, "read": self.read(weights, prepared)}

    def compute_output_spec(self, grid, query):
        batch, *sides, channels = grid.shape
        return {
            "attention": keras.KerasTensor((batch, *sides), dtype="float32"),
            "read": keras.KerasTensor((batch, channels), dtype=self.compute_dtype),
        }

    def get_config(self):
        return {**super().get_config(), "units": self.units}
