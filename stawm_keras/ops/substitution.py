"""Triangular systems, solved row by row."""

from keras import ops

from stawm_keras.types import Tensor


@ops.custom_gradient
def substitute(weights: Tensor, right: Tensor) -> Tensor:
    """X of `(I + L) X = right`, where L is what `weights` has below their diagonal.

    `x_i = right_i - sum_{j<i} weights_ij x_j`

    Rows are found in turn, which keeps to float32's accuracy where inverting by products of
    matrices does not. The gradient is as many steps again, from the last row to the first.

    Args:
        weights: Tensor `(..., n, n)`; what is not below the diagonal is not looked at.
        right: Tensor `(..., n, M)`.
    """
    found = _in_turn(weights, right)

    def gradient(*args, upstream=None):
        if upstream is None:
            (upstream,) = args
        slopes = _in_turn(ops.swapaxes(weights, -1, -2), upstream, backwards=True)
        return -ops.tril(ops.matmul(slopes, ops.swapaxes(found, -1, -2)), -1), slopes

    return found, gradient


def _in_turn(weights, right, backwards=False):
    count = right.shape[-2]
    rows, weights = ops.split(right, count, axis=-2), ops.split(weights, count, axis=-2)
    found: list[Tensor] = []  # In the order of the rows.
    for row in range(count)[:: -1 if backwards else 1]:
        total = rows[row]
        if found:
            those = slice(row + 1, None) if backwards else slice(0, row)
            known = found[0] if len(found) == 1 else ops.concatenate(found, axis=-2)
            total = total - ops.matmul(weights[row][..., those], known)
        found.insert(0 if backwards else len(found), total)
    return ops.concatenate(found, axis=-2)
