"""The base of layers that compute in float32 whatever the dtype policy."""

import keras


class Float32Layer(keras.Layer):
    """A layer with no choice of dtype: it is float32 and no part of the config.

    Args:
        **kwargs: `keras.Layer` arguments other than `dtype`.
    """

    def __init__(self, **kwargs):
        super().__init__(dtype="float32", **kwargs)

    def get_config(self):
        config = super().get_config()
        del config["dtype"]
        return config
