"""The loop in which a network looks at an image, glimpse by glimpse."""

import functools

import keras
from keras import ops
from keras import tree

from stawm_keras.registration import register


@register
class GlimpseLoop(keras.Layer):
    """Looks at an image a fixed number of times, as a cell decides.

    It only unrolls the cell and stacks what was seen; what is drawn at random is drawn before the
    first step. The loop is one of Python, so that it exports everywhere and has a gradient on every
    backend.

    Args:
        cell: `GlimpseCell`, such as `STAWMCell`.
        num_glimpses: Integer N, the number of glimpses.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Call arguments:
        image: Tensor `(B, Hi, Wi, C)`, or `(B, N, Hi, Wi, C)`, a frame for every glimpse.
        context: Tensor `(B, F)`, what is known before the first look; `None` where the cell needs
            nothing to be.
        training: Boolean or `None`, whether to apply dropout and batch statistics.

    Input shape:
        `[(B, Hi, Wi, C), (B, F)]`, or with N frames, or the image alone.

    Output shape:
        Dictionary of what the cell makes of what it saw, tensors `(B, N, ...)`.

    Raises:
        ValueError: If `num_glimpses` is less than 1, `cell` is none, or there are not as many
            frames as glimpses.

    Example:

    >>> cell = stawm_keras.layers.STAWMCell(
    ...     stawm_keras.layers.AffineGlimpse(8),
    ...     keras.Sequential([keras.layers.Flatten()]),
    ...     stawm_keras.layers.HebbRosenblattCell(32),
    ...     units=64,
    ... )
    >>> loop = stawm_keras.layers.GlimpseLoop(cell, num_glimpses=3)
    >>> seen = loop(np.ones((2, 28, 28, 1), "float32"), np.ones((2, 64), "float32"))
    >>> seen["poses"].shape, seen["memory"]["keys"].shape
    ((2, 3, 6), (2, 3, 32))

    Reference:
        Figure 2 of the paper.
    """

    def __init__(self, cell, num_glimpses, **kwargs):
        super().__init__(**kwargs)
        if not isinstance(num_glimpses, int) or num_glimpses < 1:
            raise ValueError(
                f"`num_glimpses` must be a positive integer. Received: num_glimpses={num_glimpses}"
            )
        missing = [name for name in ("begin", "step", "finish") if not hasattr(cell, name)]
        if missing:
            raise ValueError(
                "`cell` must be a glimpse cell, with begin, step and finish: make it a subclass of "
                f"stawm_keras.layers.GlimpseCell. Received: cell={cell}, without "
                f"{' and '.join(missing)}"
            )
        self.cell = cell
        self.num_glimpses = num_glimpses

    def build(self, image_shape, context_shape=None):
        if len(image_shape) == 5:
            batch, frames, *image = image_shape
            if frames != self.num_glimpses:
                raise ValueError(
                    f"{self.name} looks {self.num_glimpses} times, at one image or at a frame for "
                    f"every glimpse. Received: image of shape {tuple(image_shape)}"
                )
            image_shape = (batch, *image)
        if not self.cell.built:  # What was passed in may have been built already.
            self.cell.build(image_shape, context_shape, self.num_glimpses)

    def call(self, image, context=None, training=None):
        steps = self.num_glimpses
        state, noise = self.cell.begin(image, context, steps, training)
        images = ops.unstack(image, steps, axis=1) if len(image.shape) == 5 else [image] * steps
        looks = []
        for frame, of_step in zip(images, _by_step(noise, steps), strict=True):
            seen, state = self.cell.step(frame, state, of_step)
            looks.append(seen)
        seen = tree.map_structure(lambda *parts: ops.stack(parts, axis=1), *looks)
        returned = self.cell.finish(seen)
        if not isinstance(returned, dict):
            raise ValueError(
                "What a glimpse cell sees is a dictionary of tensors by name, which `step` returns "
                f"with the next state. Received of {type(self.cell).__name__}: {returned}"
            )
        return returned

    def watch(self, frame, context=None, state=None):
        """Looks once more, at the next frame of a video that is not over yet.

        Args:
            frame: Tensor `(B, Hi, Wi, C)`.
            context: Tensor `(B, F)`, or `None`, as for the layer's call; of the first frame.
            state: What the last call returned; `None` at the first frame.

        Returns:
            Tuple of what the layer would return of a video of all frames so far, and the state, a
            dictionary of tensors. The state holds what was seen, so it grows by each frame, of
            which there may be more than `num_glimpses`.

        Example:

        >>> class Sum(stawm_keras.layers.GlimpseCell):
        ...     def begin(self, image, context, num_glimpses, training=None):
        ...         return 0.0, None
        ...
        ...     def step(self, image, state, noise):
        ...         total = state + keras.ops.mean(image, axis=(1, 2))
        ...         return {"totals": total}, total
        >>> loop, state = stawm_keras.layers.GlimpseLoop(Sum(), num_glimpses=2), None
        >>> for brightness in (1.0, 4.0, 2.0):
        ...     frame = np.full((1, 8, 8, 1), brightness, "float32")
        ...     seen, state = loop.watch(frame, state=state)
        >>> np.array(seen["totals"])[0, :, 0].tolist()
        [1.0, 5.0, 7.0]
        """
        frame = ops.cast(frame, self.compute_dtype)
        if state is None:
            now, noise = self.cell.begin(frame, context, self.num_glimpses, training=False)
            seen, count = None, 0
        else:
            now, noise, seen = state["cell"], state["noise"], state["seen"]
            count = tree.flatten(seen)[0].shape[1]
        of_step = _by_step(noise, self.num_glimpses)[count % self.num_glimpses]
        new, now = self.cell.step(frame, now, of_step)
        new = tree.map_structure(lambda part: ops.expand_dims(part, 1), new)
        if seen is not None:
            new = tree.map_structure(lambda *parts: ops.concatenate(parts, axis=1), seen, new)
        return self.cell.finish(new), {"cell": now, "noise": noise, "seen": new}

    def compute_output_spec(self, image, context=None, training=None):
        spec = self.cell.seen_spec(image, context, self.num_glimpses)
        if spec is None:
            spec = super().compute_output_spec(image, context, training)
        # Of what a layer returned, a functional model keeps the tensors and not the names.
        names = tree.map_structure(lambda part: None, spec)
        self.named = functools.partial(tree.pack_sequence_as, names)
        # One tensor under two names would have the value of the last in a functional model.
        return tree.map_structure(lambda part: keras.KerasTensor(part.shape, part.dtype), spec)

    def get_config(self):
        return {
            **super().get_config(),
            "cell": keras.saving.serialize_keras_object(self.cell),
            "num_glimpses": self.num_glimpses,
        }

    @classmethod
    def from_config(cls, config):
        cell = keras.saving.deserialize_keras_object(config["cell"])
        return cls(**{**config, "cell": cell})


def _by_step(noise, steps):
    """The noise of every step."""
    if noise is None:
        return [None] * steps
    by_step = [ops.unstack(part, steps) for part in tree.flatten(noise)]
    return [tree.pack_sequence_as(noise, parts) for parts in zip(*by_step, strict=True)]
