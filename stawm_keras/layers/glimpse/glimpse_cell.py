"""What decides where to look next, and what comes of it."""

import keras

from stawm_keras.layers.glimpse.sensor import Sensor


class GlimpseCell(keras.Layer):
    """The base of glimpse cells, which `GlimpseLoop` unrolls.

    A cell's methods are pure functions of tensors: what one step hands to the next is in `state`.
    Subclasses define `begin` and `step`, and `finish` where more is to be made of what was seen.
    What is seen is a dictionary of tensors by name; `"poses"` among them, with a `sensor` for them,
    lets pictures show where a model looked.

    Args:
        **kwargs: `keras.Layer` arguments, `name` and `dtype` among them.

    Attributes:
        sensor: The `Sensor` that it looks with, or `None`.

    Example:

    >>> class Sum(stawm_keras.layers.GlimpseCell):
    ...     # Adds up the mean colours of the frames of a video.
    ...     def begin(self, image, context, num_glimpses, training=None):
    ...         return context, None
    ...
    ...     def step(self, image, state, noise):
    ...         total = state + keras.ops.mean(image, axis=(1, 2))
    ...         return {"totals": total}, total
    >>> loop = stawm_keras.layers.GlimpseLoop(Sum(), num_glimpses=4)
    >>> seen = loop(np.ones((2, 4, 8, 8, 3), "float32"), np.zeros((2, 3), "float32"))
    >>> np.array(seen["totals"])[0, :, 0].tolist()
    [1.0, 2.0, 3.0, 4.0]

    Reference:
        Figure 2 of the paper, for STAWM's own.
    """

    sensor: Sensor | None = None

    def build(self, image_shape, context_shape, num_glimpses):
        """Makes the weights; layers that make theirs when they are first called need nothing.

        Args:
            image_shape: Tuple `(B, Hi, Wi, C)`.
            context_shape: Tuple `(B, F)`, or `None`.
            num_glimpses: Integer N, how often the cell will look.
        """

    def begin(self, image, context, num_glimpses, training=None):
        """What the first step begins with.

        Args:
            image: Tensor `(B, Hi, Wi, C)`, or `(B, N, Hi, Wi, C)`, a frame for every glimpse.
            context: Tensor `(B, F)`, or `None`: some cells need none.
            num_glimpses: Integer N.
            training: Boolean or `None`, as for a layer's call.

        Returns:
            Tuple of the state, any structure of tensors, and the noise of all steps, a structure of
            tensors `(N, ...)` or `None`: all random numbers are drawn here. What else is given for
            each step, such as the words of a caption, comes with it.
        """
        raise NotImplementedError(f"{type(self).__name__} has to define `begin`.")

    def step(self, image, state, noise):
        """Looks once; only what the next glimpse waits for is to happen here.

        Args:
            image: Tensor `(B, Hi, Wi, C)`.
            state: What `begin` or the last step returned.
            noise: This step's part of the noise, without its first axis.

        Returns:
            Tuple of what is seen, a dictionary of tensors `(B, ...)`, and the next state.
        """
        raise NotImplementedError(f"{type(self).__name__} has to define `step`.")

    def finish(self, seen):
        """Makes of what was seen, for all glimpses at once, what the loop returns.

        Args:
            seen: Dictionary of tensors `(B, N, ...)`.

        Returns:
            Dictionary of (structures of) tensors.
        """
        return seen

    def seen_spec(self, image, context, num_glimpses):
        """What `finish` returns, as `keras.KerasTensor`s; `None` to find out by looking."""
        return None
