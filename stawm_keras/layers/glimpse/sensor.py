"""What turns an image and a pose into what is seen there."""

import keras
from keras import ops


class Sensor(keras.Layer):
    """The base of sensors: layers that look at the part of an image that a pose says.

    A sensor says how many numbers its poses have, which pose shows the whole image, and what frames
    pictures are to draw for a pose. It has no weights. Subclasses define `look` and `look_shape`,
    and `frames` where pictures are to show what was looked at; a pose for each of several glimpses,
    and an image or a video for them, are dealt with here. What it looks at is cast to its compute
    dtype, poses stay float32.

    Args:
        **kwargs: `keras.Layer` arguments, `name` and `dtype` among them.

    Call arguments:
        image: Tensor `(B, Hi, Wi, C)`, or `(B, N, Hi, Wi, C)`, a frame for every glimpse.
        pose: Tensor `(B, pose_units)`, or `(B, N, pose_units)`, a pose for every glimpse.

    Output shape:
        What `look_shape` says, after `B` or `(B, N)`.

    Attributes:
        pose_units: Integer, how many numbers a pose has.
        whole_image: Tuple of floats, the pose that shows the whole image.

    Raises:
        ValueError: If the shapes do not belong together.

    Example:

    >>> class Row(stawm_keras.layers.Sensor):
    ...     pose_units = 1  # The height of the row that is seen, from -1 to 1.
    ...     whole_image = (0.0,)
    ...
    ...     def look(self, image, pose):
    ...         rows = image.shape[1]
    ...         near = keras.ops.abs(pose - np.linspace(-1, 1, rows, dtype="float32"))
    ...         weights = keras.ops.softmax(-rows * near)  # (B, rows)
    ...         return keras.ops.sum(weights[:, :, None, None] * image, axis=1, keepdims=True)
    ...
    ...     def look_shape(self, image_shape):
    ...         return (1, *image_shape[1:])
    >>> Row()(np.ones((2, 9, 5, 3), "float32"), np.zeros((2, 4, 1), "float32")).shape
    (2, 4, 1, 5, 3)

    Reference:
        Section 3.1 of the paper, for affine glimpses.
    """

    pose_units = 0
    whole_image: tuple[float, ...] = ()

    def __init__(self, **kwargs):
        super().__init__(autocast=False, **kwargs)

    def look(self, image, pose):
        """What is seen.

        Args:
            image: Tensor `(B, Hi, Wi, C)` of the compute dtype.
            pose: float32 tensor `(B, pose_units)`.

        Returns:
            Tensor `(B, height, width, channels)`.
        """
        raise NotImplementedError(f"{type(self).__name__} has to define `look`.")

    def look_shape(self, image_shape):
        """The shape of what is seen of an image, both `(height, width, channels)`."""
        raise NotImplementedError(f"{type(self).__name__} has to define `look_shape`.")

    def frames(self, poses, image_shape):
        """Where on an image lies what is seen of it, for pictures.

        Args:
            poses: Tensor `(B, N, pose_units)`.
            image_shape: Tuple `(height, width)` or `(height, width, channels)`.

        Returns:
            Tensor `(B, N, F, 4, 2)`: the corners `(x, y)` of the F frames of each glimpse, in order
            round the frame, in pixels of the image, whose pixel centres are integers.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define `frames`.")

    def build(self, image_shape, pose_shape):
        rank = len(image_shape), len(pose_shape)
        belongs = rank in ((4, 2), (4, 3), (5, 3)) and pose_shape[-1] == self.pose_units
        if belongs and rank == (5, 3):
            belongs = None in (image_shape[1], pose_shape[1]) or image_shape[1] == pose_shape[1]
        if not belongs:
            raise ValueError(
                f"{type(self).__name__} looks at images of shape (batch, height, width, channels) "
                f"under poses of shape (batch, {self.pose_units}), or (batch, glimpses, "
                f"{self.pose_units}), for which there may be a frame each. Received: image of "
                f"shape {tuple(image_shape)}, pose of shape {tuple(pose_shape)}"
            )

    def call(self, image, pose):
        image, pose = ops.cast(image, self.compute_dtype), ops.cast(pose, "float32")
        if len(pose.shape) == 2:
            return self.look(image, pose)
        poses = ops.unstack(pose, pose.shape[1], axis=1)
        images = [image] * len(poses)
        if len(image.shape) == 5:
            images = ops.unstack(image, len(poses), axis=1)
        looks = [self.look(*both) for both in zip(images, poses, strict=True)]
        return ops.stack(looks, axis=1)

    def compute_output_shape(self, image_shape, pose_shape):
        return (*pose_shape[:-1], *self.look_shape(tuple(image_shape)[-3:]))


def check_sensor(sensor):
    """Checks that one can look with a sensor; raises `ValueError` where one cannot."""
    if not isinstance(sensor, Sensor):
        raise ValueError(
            f"`sensor` must be a subclass of stawm_keras.layers.Sensor. Received: sensor={sensor}"
        )
    if not sensor.pose_units or len(sensor.whole_image) != sensor.pose_units:
        raise ValueError(
            "A sensor has `pose_units`, how many numbers a pose has, and `whole_image`, a pose of "
            f"as many. Received: {type(sensor).__name__} with pose_units={sensor.pose_units}, "
            f"whole_image={sensor.whole_image}"
        )


def check_places(sensor):
    """Checks that a sensor's poses are places; raises `ValueError` where they are not."""
    check_sensor(sensor)
    if any(sensor.whole_image):
        raise ValueError(
            "The sensor's poses must be places, with the centre at zeros, as those of "
            "stawm_keras.layers.RetinaGlimpse: they are drawn around it. Received: "
            f"sensor={sensor}, whose first pose is {sensor.whole_image}"
        )
