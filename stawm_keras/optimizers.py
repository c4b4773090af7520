"""Keras' optimisers, with an eye on the gradients."""

import keras
from keras import ops

from stawm_keras.replicas import sum_over_replicas

# A new network's first gradients are large and say nothing about whether training is stable.
SETTLING_STEPS = 100


class LargestGradientNorm(keras.optimizers.Optimizer):
    """Gives an optimiser an eye on the gradients' largest global norm, before clipping.

    A recurrent network that reads a plastic memory shows in it, long before it shows in the loss,
    whether training is stable.

    Where a strategy has several replicas, that norm and all clipping are those of the whole batch's
    gradients, as on one device; Keras' own optimisers clip each replica's share of them.

    Attributes:
        largest_gradient_norm: Scalar variable; the largest norm since it was last set to 0, not
            counting the first `SETTLING_STEPS` steps.

    Example:

    >>> class Lion(stawm_keras.optimizers.LargestGradientNorm, keras.optimizers.Lion):
    ...     pass
    >>> optimizer = Lion(1e-3)
    >>> optimizer.build([keras.Variable(np.zeros(2))])
    >>> float(optimizer.largest_gradient_norm)
    0.0
    """

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.largest_gradient_norm = self.add_variable((), name="largest_gradient_norm")

    def apply(self, grads, trainable_variables=None):
        if trainable_variables is not None:
            self.build(trainable_variables)
        grads = sum_over_replicas(grads)
        squares = [
            ops.sum(ops.square(ops.cast(grad, "float32"))) for grad in grads if grad is not None
        ]
        norm = ops.where(self.iterations >= SETTLING_STEPS, ops.sqrt(sum(squares)), 0.0)
        self.largest_gradient_norm.assign(ops.maximum(self.largest_gradient_norm, norm))
        super().apply(grads, trainable_variables)

    def _all_reduce_sum_gradients(self, grads_and_vars):
        # On TensorFlow Keras sums here, after it has clipped. `apply` did it before.
        return list(grads_and_vars)


@keras.saving.register_keras_serializable(package="stawm_keras")
class Adam(LargestGradientNorm, keras.optimizers.Adam):
    """`keras.optimizers.Adam` that keeps the largest global gradient norm it met.

    On TensorFlow it updates a weight in one pass over memory.

    Args:
        *args: Positional arguments of `keras.optimizers.Adam`.
        **kwargs: Its keyword arguments.

    Attributes:
        largest_gradient_norm: See `LargestGradientNorm`.

    Example:

    >>> optimizer = stawm_keras.optimizers.Adam(1e-3, global_clipnorm=5.0)
    >>> weight = keras.Variable(np.zeros(2))
    >>> for _ in range(101):
    ...     optimizer.apply([np.array([3.0, 4.0])], [weight])
    >>> float(optimizer.largest_gradient_norm)
    5.0
    """

    def update_step(self, gradient, variable, learning_rate):
        if keras.backend.backend() == "tensorflow":
            import tensorflow as tf

            if isinstance(gradient, tf.Tensor) and not self.amsgrad:
                return self._update_at_once(tf, gradient, variable, learning_rate)
        return super().update_step(gradient, variable, learning_rate)

    def _update_at_once(self, tf, gradient, variable, learning_rate):
        place, dtype = self._get_variable_index(variable), variable.dtype

        def number(value):
            return tf.cast(value, dtype)

        steps = number(self.iterations.value + 1)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[place].value.handle,
            v=self._velocities[place].value.handle,
            beta1_power=tf.pow(number(self.beta_1), steps),
            beta2_power=tf.pow(number(self.beta_2), steps),
            lr=number(learning_rate),
            beta1=number(self.beta_1),
            beta2=number(self.beta_2),
            epsilon=number(self.epsilon),
            grad=number(gradient),
        )


@keras.saving.register_keras_serializable(package="stawm_keras")
class SGD(LargestGradientNorm, keras.optimizers.SGD):
    """`keras.optimizers.SGD` that keeps the largest global gradient norm it met.

    Args:
        *args: Positional arguments of `keras.optimizers.SGD`.
        **kwargs: Its keyword arguments.

    Attributes:
        largest_gradient_norm: See `LargestGradientNorm`.

    Example:

    >>> optimizer = stawm_keras.optimizers.SGD(0.5)
    >>> weight = keras.Variable(np.zeros(2))
    >>> optimizer.apply([np.array([3.0, 4.0])], [weight])
    >>> np.array(weight).tolist()
    [-1.5, -2.0]
    """
