"""What models are given."""

import keras


def image_input(image_shape, num_glimpses, video):
    """The symbolic image, or with `video` a frame for every glimpse, `(B, N, H, W, C)`."""
    if not isinstance(video, bool):
        raise ValueError(
            "`video` must be True, for a frame for every glimpse, or False. Received: "
            f"video={video}"
        )
    return keras.Input((num_glimpses, *image_shape) if video else image_shape, name="image")
