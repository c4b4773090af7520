"""The part of writing into the memory that goes step by step, with its gradient."""

from keras import ops

from stawm_keras.backend.row_product import row_product
from stawm_keras.types import Tensor


@ops.custom_gradient
def recall_in_turn(start: Tensor, keys: Tensor, weights: Tensor) -> Tensor:
    """What each key recalls of itself and of the keys before it, limited by ReLU6: `(B, n, M)`.

    `a_k = ReLU6(start_k + sum_{j<k} weights_kj (a_j . e_k) e_j)`

    The gradient is as many steps again, backwards, and all else of it four products for all steps
    together, where differentiating the steps would add up a tensor of the keys' size for each.

    Args:
        start: Tensor `(B, n, M)`, what does not depend on the other keys.
        keys: Tensor `(B, n, M)`, the `e_k`.
        weights: Tensor `(n, n)`, zero but for `j < k`.
    """
    recalled = _in_turn(start, keys, weights, lambda step, total: ops.relu6(total))

    def gradient(*args, upstream=None):
        if upstream is None:
            (upstream,) = args
        passed = ops.cast(ops.logical_and(recalled > 0, recalled < 6), recalled.dtype)
        passed = ops.split(passed, keys.shape[1], axis=1)
        # The same recursion, from the last step to the first: what follows a step recalls of it
        # what it gave to what follows.
        slopes = _in_turn(
            upstream,
            keys,
            ops.transpose(weights),
            lambda step, total: passed[step] * total,
            backwards=True,
        )
        scores = _products(recalled, keys)
        slopes_of_scores = _products(slopes, keys)
        of_keys = ops.matmul(ops.transpose(weights) * scores, slopes)
        of_keys = of_keys + ops.matmul(weights * slopes_of_scores, recalled)
        of_weights = ops.sum(ops.swapaxes(scores, 1, 2) * slopes_of_scores, axis=0)
        return slopes, of_keys, of_weights

    return recalled, gradient


def _in_turn(start, keys, weights, limit, backwards=False):
    """`x_k = limit(k, start_k + sum_j weights_kj (x_j . e_k) e_j)`, over the j that came before."""
    count = keys.shape[1]
    start, weights = ops.split(start, count, axis=1), ops.split(weights, count, axis=0)
    found = {}
    scores: list[Tensor] = []  # x_j . e, for every e, in the order of the keys.
    for step in range(count)[:: -1 if backwards else 1]:
        total = start[step]
        if scores:
            known = ops.concatenate(scores, axis=1)[:, None, :, step]
            # Zeros for the steps to come are cheaper than a copy of the keys that were.
            to_come = (count - len(scores), 0) if backwards else (0, count - len(scores))
            known = ops.pad(known, ((0, 0), (0, 0), to_come))
            total = total + row_product(weights[step] * known, keys)
        found[step] = limit(step, total)
        scores.insert(
            0 if backwards else len(scores), row_product(found[step], keys, transpose=True)
        )
    return ops.concatenate([found[step] for step in range(count)], axis=1)


def _products(rows, keys):
    return ops.matmul(rows, ops.swapaxes(keys, 1, 2))
