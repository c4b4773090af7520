"""The memory of a key-value memory network."""

import keras
from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.ops.attend import attend
from stawm_keras.ops.facts import read_facts
from stawm_keras.registration import register


@register
class KeyValueMemory(Float32Layer):
    """Finds facts by their keys, reads their values, and asks again, in several hops.

    With keys `k_i`, values `v_i` and a query q, every hop j has a matrix of its own:

        p_i = softmax(q . k_i)        q <- R_j (q + sum_i p_i v_i)

    What keys and values are made of is open: the subject and the relation of a fact and its object,
    the words around a name and the name, or the same sentence twice. Every R_j is the identity at
    first. It is float32 under every dtype policy.

    Args:
        hops: Integer H.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        query: Tensor `(B, d)`.
        keys: Tensor `(B, F, d)`.
        values: Tensor `(B, F, d)`.
        filled: Tensor `(B, F)`, 1 where there is a fact and 0 where there is none, which then has
            no weight; `None` where all are there.

    Input shape:
        `[(B, d), (B, F, d), (B, F, d), (B, F)]`.

    Output shape:
        Dictionary: `"facts"` `(B, H, F)`, the weights p of every hop; `"read"` `(B, d)`, the query
        after the last one.

    Raises:
        ValueError: If `hops` is not positive, or query, keys and values are not of one width.

    Example:

    >>> keys = np.array([[[9.0, 0.0], [0.0, 9.0]]], "float32")
    >>> values = np.array([[[1.0, 2.0], [3.0, 4.0]]], "float32")
    >>> memory = stawm_keras.layers.KeyValueMemory(hops=1)
    >>> found = memory(np.array([[0.0, 9.0]], "float32"), keys, values)
    >>> np.rint(found["facts"]).tolist()
    [[[0.0, 1.0]]]
    >>> np.rint(found["read"]).tolist()
    [[3.0, 13.0]]

    Reference:
        Miller, Fisch, Dodge, Karimi, Bordes and Weston, "Key-Value Memory Networks for Directly
        Reading Documents", 2016 (arXiv:1606.03126).
    """

    def __init__(self, hops=2, **kwargs):
        check_sizes(hops=hops)
        super().__init__(**kwargs)
        self.hops = hops

    def build(self, query_shape, keys_shape, values_shape, filled_shape=None):
        units = query_shape[-1]
        if not units == keys_shape[-1] == values_shape[-1]:
            raise ValueError(
                "Queries, keys and values must be of one width. Received: query of shape "
                f"{tuple(query_shape)}, keys of shape {tuple(keys_shape)}, values of shape "
                f"{tuple(values_shape)}"
            )
        start = keras.initializers.Identity()
        self.onward = [
            self.add_weight((units, units), start, name=f"onward_{hop + 1}")
            for hop in range(self.hops)
        ]

    def call(self, query, keys, values, filled=None):
        query, keys, values = (ops.cast(part, "float32") for part in (query, keys, values))
        filled = ops.ones_like(keys[..., 0]) if filled is None else filled
        looked = []
        for onward in self.onward:
            scores = ops.squeeze(ops.matmul(keys, ops.expand_dims(query, -1)), -1)
            weights = attend(scores, filled)
            query = ops.matmul(query + read_facts(weights, values), ops.transpose(onward))
            looked.append(weights)
        return {"facts": ops.stack(looked, axis=1), "read": query}

    def compute_output_spec(self, query, keys, values, filled=None):
        batch, facts, units = keys.shape
        return {
            "facts": keras.KerasTensor((batch, self.hops, facts), "float32"),
            "read": keras.KerasTensor((batch, units), "float32"),
        }

    def get_config(self):
        return {**super().get_config(), "hops": self.hops}
