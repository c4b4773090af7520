"""Where networks look in scenes."""

from typing import NamedTuple

import numpy as np


class Walks(NamedTuple):
    """What a network looks at in scenes.

    Attributes:
        paths: A path of every scene: the centres `(x, y)` of the looks' first frames, in pixels.
            What lies outside of the scene is left out, as nothing is seen there.
        measured: Dictionary: how many looks there are, the shares of the scene inside the first
            and the last of them and of looks that lie outside, and the standard deviation of
            where a look is from scene to scene, in shares of the shorter side.
    """

    paths: list
    measured: dict


def walks(model, images):
    """`Walks` of a network in images, which are stretched to the size that it takes.

    Raises:
        ValueError: If it takes no images, or does not look.
    """
    from keras import ops

    from stawm_keras.visualisation import look_at
    from stawm_keras.visualisation import measure_looks

    shape = model.input_shape[1:] if isinstance(model.input_shape, tuple) else ()
    if len(shape) != 3 or None in shape or shape[-1] not in (1, 3):
        raise ValueError(f"{model.name} takes no pictures, grey or RGB: name another network.")
    height, width, channels = shape
    fitted = ops.image.resize(images.astype("float32"), (height, width), antialias=True)
    if channels == 1:
        fitted = ops.mean(fitted, axis=-1, keepdims=True)
    frames = look_at(model, ops.convert_to_numpy(fitted), ["frames"])["frames"]
    shares = measure_looks(frames, (height, width))
    outside = shares["outside"] > 0
    size = np.array(images.shape[2:0:-1])
    # Half a pixel's side from the edge is the first one's centre, in both.
    centres = (frames[:, :, 0].mean(axis=-2) + 0.5) * size / (width, height) - 0.5
    spread = np.sqrt(centres.var(axis=0).sum(axis=-1)).mean() / size.min()
    return Walks(
        [path[~off] for path, off in zip(centres, outside, strict=True)],
        {
            "count": frames.shape[1],
            "first": float(shares["inside"][:, 0].mean()),
            "last": float(shares["inside"][:, -1].mean()),
            "outside": float(outside.mean()),
            "spread": float(spread),
        },
    )
