"""Poses that are learned from boxes."""

import keras
import numpy as np
from keras import ops

# Of a squared error's six numbers: half for what turns and shears.
WEIGHTS = np.array([1, 0.5, 1, 0.5, 1, 1], "float32")


class PoseError(keras.losses.Loss):
    """The squared error of the poses `(B, N, 6)` of an image, weighted, as a mean over its N."""

    def __init__(self, reduction="sum_over_batch_size"):
        super().__init__(reduction=reduction, dtype="float32")

    def call(self, y_true, y_pred):
        return ops.mean(ops.sum(WEIGHTS * ops.square(y_pred - y_true), axis=-1), axis=-1)


def poses_of_boxes(boxes, image_shape):
    """The affine poses that show just boxes of an image: `(B, 4)` or `(B, 1, 4)` to `(B, 1, 6)`.

    Raises:
        ValueError: If they are not one box an image.
    """
    if tuple(boxes.shape[1:]) not in ((4,), (1, 4)):
        raise ValueError(
            "Boxes are left, top, right and bottom of one object an image, (batch, 4). Received: "
            f"boxes of shape {tuple(boxes.shape)}"
        )
    height, width = image_shape[:2]
    boxes = ops.reshape(ops.cast(boxes, "float32"), (-1, 1, 4))
    left, top, right, bottom = (boxes[..., side] for side in range(4))
    none = ops.zeros_like(left)
    x, y = (left + right) / (width - 1) - 1, (top + bottom) / (height - 1) - 1
    return ops.stack(
        [(right - left) / (width - 1), none, x, none, (bottom - top) / (height - 1), y], axis=-1
    )
