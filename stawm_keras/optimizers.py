"""Keras' optimisers, with an eye on the gradients."""

import keras
from keras import ops

from stawm_keras.backend.adam_step import fused_adam_step
from stawm_keras.backend.adam_step import has_fused_adam
from stawm_keras.backend.gradients import dense
from stawm_keras.backend.replicas import sum_over_replicas
from stawm_keras.registration import register

# A new network's first gradients are large and say nothing about whether training is stable.
SETTLING_STEPS = 100


class LargestGradientNorm(keras.optimizers.Optimizer):
    """Gives an optimiser an eye on the gradients' largest global norm, before clipping.

    A recurrent network that reads a plastic memory shows in it, long before it shows in the loss,
    whether training is stable.

    Where a strategy has several replicas, that norm and all clipping are those of the whole batch's
    gradients, as on one device; Keras' own optimisers clip each replica's share of them. Keras
    itself cannot accumulate gradients there. An embedding's gradient, which TensorFlow gives row by
    row, is clipped when the rows that repeat are added up; Keras' own optimisers clip it before.

    A check-point holds what that of Keras' own optimiser would, so that either goes on from the
    other's; the largest norm is not in it.

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
        grads = sum_over_replicas([dense(grad) for grad in grads])
        squares = [
            ops.sum(ops.square(ops.cast(grad, "float32"))) for grad in grads if grad is not None
        ]
        norm = ops.where(self.iterations >= SETTLING_STEPS, ops.sqrt(sum(squares)), 0.0)
        self.largest_gradient_norm.assign(ops.maximum(self.largest_gradient_norm, norm))
        super().apply(grads, trainable_variables)

    def save_own_variables(self, store):
        for place, variable in enumerate(self._variables_of_keras()):
            store[str(place)] = variable.numpy()

    def load_own_variables(self, store):
        variables = self._variables_of_keras()
        if len(store.keys()) != len(variables):
            super().load_own_variables(store)  # It warns of another optimiser's state.
            return
        for place, variable in enumerate(variables):
            variable.assign(store[str(place)])

    def _variables_of_keras(self):
        own = getattr(self, "largest_gradient_norm", None)
        return [variable for variable in self.variables if variable is not own]

    def _all_reduce_sum_gradients(self, grads_and_vars):
        # On TensorFlow Keras sums here, after it has clipped. `apply` did it before.
        return list(grads_and_vars)


@register
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
        if self.amsgrad or not has_fused_adam():
            return super().update_step(gradient, variable, learning_rate)
        place = self._get_variable_index(variable)
        fused_adam_step(
            variable,
            self._momentums[place],
            self._velocities[place],
            gradient,
            self.iterations + 1,
            learning_rate,
            self.beta_1,
            self.beta_2,
            self.epsilon,
        )


@register
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
