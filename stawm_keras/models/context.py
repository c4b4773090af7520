"""What is known of an image before the first look."""

import keras

from stawm_keras.layers import Thumbnail
from stawm_keras.models.cnn import cnn_of


def context_features(image, cnn, size, batch_norm, policy):
    """What a CNN sees of an image, or of a thumbnail of it where there is a `size`: `(B, F)`."""
    if size is not None:
        image = Thumbnail(size, name="thumbnail")(image)
    return cnn_of(image.shape[1:], cnn, batch_norm, policy, "context_cnn")(image)


def first_aim(image, cnn, size, batch_norm, units, policy):
    """The state `(B, units)` of an LSTM that aims; `None` where nothing is known."""
    if cnn is None:
        return None
    features = context_features(image, cnn, size, batch_norm, policy)
    return keras.layers.Dense(units, "relu", dtype=policy, name="context_features")(features)
