"""What a weight's constraint can read while a model is trained."""

import keras


def has_value_in_constraints(weight: keras.Variable) -> bool:
    """Whether the constraints of other weights can read this one.

    On JAX `fit` keeps what is not trained away from them.
    """
    return keras.backend.backend() != "jax" or weight.trainable
