"""What pixels go through before a network sees them."""

import keras
import numpy as np


def normalisation(mean, std, channels, policy):
    """[0, 255] to zero mean and unit variance, `mean` and `std` being of pixels in [0, 1]."""
    mean, std = np.asarray(mean, "float64"), np.asarray(std, "float64")
    if not {mean.shape, std.shape} <= {(), (1,), (channels,)}:
        raise ValueError(
            "`mean` and `std` must be numbers, one for all or for each of the images' "
            f"{channels} channels. Received: mean={mean.tolist()}, std={std.tolist()}"
        )
    if not np.all(std > 0):
        raise ValueError(
            "`std` must be positive: a channel that is the same in all pixels says nothing. "
            f"Received: std={std.tolist()}"
        )
    return keras.layers.Rescaling(
        (1 / (255 * std)).tolist(), (-mean / std).tolist(), dtype=policy, name="normalisation"
    )
