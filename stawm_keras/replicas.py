"""The replicas of TensorFlow's distribution strategies."""

import keras


def replica_context():
    """TensorFlow's replica context where a strategy has several replicas, otherwise `None`."""
    if keras.backend.backend() != "tensorflow":
        return None
    import tensorflow as tf

    context = tf.distribute.get_replica_context()
    return context if context and context.num_replicas_in_sync > 1 else None


def sum_over_replicas(tensors):
    """The sums of tensors over all replicas; each of the list may be `None`."""
    context = replica_context()
    if context is None:
        return tensors
    sums = iter(context.all_reduce("SUM", [tensor for tensor in tensors if tensor is not None]))
    return [None if tensor is None else next(sums) for tensor in tensors]
