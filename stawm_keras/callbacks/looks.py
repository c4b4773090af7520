"""What a model sees, remembers, answers and draws, as arrays.

Symbols: B images, N glimpses, H, W, C image height, width and channels.
"""

import keras
import numpy as np
from keras import ops

_AT_ONCE = 64  # Images: every stage of every drawing is kept for a moment.


class Looks:
    """Looks at images with a model and keeps everything that a board shows.

    Args:
        model: Keras model with a `backbone`, and with `drawn` if it draws.
    """

    def __init__(self, model):
        seen = model.backbone.output
        outputs = {"poses": seen["poses"], "memory": seen["memory"]}
        if hasattr(model, "drawn"):
            outputs |= model.drawn
            self._canvas = model.get_layer("drawing")
        if "logits" in (layer.name for layer in model.layers):
            outputs["logits"] = model.get_layer("logits").output
        self._everything = keras.Model(model.input, outputs)

    def __call__(self, images):
        """Everything that the model makes of images `(B, H, W, C)`, by name.

        Returns:
            Dictionary of float32 arrays, `"memory"` being one of them of its own: `"poses"`,
            `"logits"` of a classifier, and what `model.drawn` has.
        """
        parts = [
            keras.tree.map_structure(
                lambda x: ops.convert_to_numpy(x).astype("float32"),
                self._everything(images[begin : begin + _AT_ONCE], training=False),
            )
            for begin in range(0, len(images), _AT_ONCE)
        ]
        return keras.tree.map_structure(lambda *these: np.concatenate(these), *parts)

    def lone_sketches(self, seen):
        """Every sketch alone on a canvas, drawn N times over `(B * N, H, W, C)`, in [0, 1].

        Together N sketches make a drawing; one of them, drawn once, can hardly be seen.
        """
        parts = [seen[name] for name in ("sketches", "masks") if name in seen]
        images, steps = parts[0].shape[:2]
        alone = [
            self._canvas(*(np.repeat(part[b][:, None], steps, axis=1) for part in parts))
            for b in range(images)
        ]
        return np.concatenate([ops.convert_to_numpy(sketches) for sketches in alone])
