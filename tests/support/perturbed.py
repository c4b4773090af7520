"""Models as training would leave them."""

import keras
import numpy as np


def perturb(model):
    """Gives every weight its own values, as training would: many are all zeros in a new model."""
    rng = np.random.default_rng(0)
    for variable in model.weights:
        value = keras.ops.convert_to_numpy(variable)
        variable.assign(value + rng.uniform(0.001, 0.1, value.shape))
    return model
