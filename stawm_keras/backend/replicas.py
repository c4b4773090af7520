"""The replicas of TensorFlow's distribution strategies; on other backends there is one."""

import keras

from stawm_keras.types import Tensor


def replica_number() -> Tensor | None:
    """The number of this replica, a tensor, where a strategy has several; otherwise `None`."""
    context = _context()
    return None if context is None else context.replica_id_in_sync_group


def sum_over_replicas(tensors: list[Tensor | None]) -> list[Tensor | None]:
    """The sums of tensors over all replicas; each of the list may be `None`."""
    context = _context()
    if context is None:
        return tensors
    sums = iter(context.all_reduce("SUM", [tensor for tensor in tensors if tensor is not None]))
    return [None if tensor is None else next(sums) for tensor in tensors]


def _context():
    if keras.backend.backend() != "tensorflow":
        return None
    import tensorflow as tf

    context = tf.distribute.get_replica_context()
    return context if context and context.num_replicas_in_sync > 1 else None
