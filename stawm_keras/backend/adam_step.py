"""A step of Adam in one pass over memory, where there is such an operation."""

import keras

from stawm_keras.types import Tensor


def has_fused_adam() -> bool:
    """Whether the backend has an operation for the whole step of Adam."""
    return keras.backend.backend() == "tensorflow"


def fused_adam_step(
    variable: Tensor,
    momentum: keras.Variable,
    velocity: keras.Variable,
    gradient: Tensor,
    step: Tensor,
    learning_rate: Tensor,
    beta_1: float,
    beta_2: float,
    epsilon: float,
) -> None:
    """Updates a weight and its moments, as `keras.optimizers.Adam` does.

    Args:
        variable: The weight, a `tf.Variable`.
        momentum: Keras variable of the weight's shape and dtype, the gradients' running mean.
        velocity: The same of their squares.
        gradient: Tensor of that shape.
        step: Scalar, 1 for the first step.
        learning_rate: Scalar.
        beta_1: Float, the decay of the momentum.
        beta_2: Float, the decay of the velocity.
        epsilon: Float, what is added to the velocity's root.
    """
    import tensorflow as tf

    def number(value):
        return tf.cast(value, variable.dtype)

    tf.raw_ops.ResourceApplyAdam(
        var=variable.handle,
        m=momentum.value.handle,
        v=velocity.value.handle,
        beta1_power=tf.pow(number(beta_1), number(step)),
        beta2_power=tf.pow(number(beta_2), number(step)),
        lr=number(learning_rate),
        beta1=number(beta_1),
        beta2=number(beta_2),
        epsilon=number(epsilon),
        grad=number(gradient),
    )
