"""The base of layers that compute in float32 whatever the dtype policy."""

import keras


class Float32Layer(keras.Layer):
    """A layer with no choice of dtype: it is float32 and no part of the config.

    Args:
        **kwargs: `keras.Layer` arguments; `dtype` may only be float32.

    Raises:
        ValueError: If another dtype is asked for.
    """

    def __init__(self, **kwargs):
        policy = keras.dtype_policies.get(kwargs.pop("dtype", None) or "float32")
        if policy.compute_dtype != "float32":
            raise ValueError(
                f"{type(self).__name__} computes in float32 under every dtype policy: leave out "
                f"`dtype`. Received: dtype={policy.name}"
            )
        super().__init__(dtype="float32", **kwargs)

    def get_config(self):
        config = super().get_config()
        del config["dtype"]
        return config
