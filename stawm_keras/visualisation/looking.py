"""What a model sees, remembers, answers and draws, as arrays."""

import functools

from stawm_keras.models import observe
from stawm_keras.models import seen
from stawm_keras.visualisation.parts import in_parts


def look_at(model, images, names=("frames", "glimpses", "logits")):
    """Looks at images with a model and keeps what it saw, in parts of 64 images.

    Args:
        model: Keras model.
        images: Array `(B, H, W, C)`, pixels in [0, 255].
        names: Names of what is wanted, of those that `stawm_keras.models.seen` gives. What the
            model does not have is left out.

    Returns:
        Dictionary of float32 NumPy arrays, by name; `"memory"` is a dictionary of its own.

    Raises:
        ValueError: If the model has nothing of what is wanted.

    Example:

    >>> backbone = stawm_keras.models.STAWMBackbone(
    ...     (28, 28, 1),
    ...     context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
    ...     glimpse_cnn=[(16, 3, 1, 0), (32, 3, 2, 0)],
    ...     num_glimpses=3, glimpse_size=8, memory_units=32,
    ... )
    >>> classifier = stawm_keras.models.STAWMClassifier(backbone, num_classes=10)
    >>> images = np.zeros((2, 28, 28, 1))
    >>> seen = stawm_keras.visualisation.look_at(classifier, images)
    >>> figure = stawm_keras.visualisation.plot_glimpses(
    ...     images, seen["frames"], seen["glimpses"], predicted=seen["logits"].argmax(-1)
    ... )
    >>> figure.savefig("glimpses.png")
    """
    there = seen(model)
    found = [name for name in names if name in there]
    if not found:
        raise ValueError(
            f"`look_at` was to show {', '.join(names)}, of which this model has nothing: name some "
            f"of what it has. Received: a model of class {type(model).__name__} with "
            f"{', '.join(there) or 'nothing to be seen'}"
        )
    look = observe(model, *found)
    return in_parts(functools.partial(look, training=False), images)
