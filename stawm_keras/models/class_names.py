"""The names of the classes that a model tells apart."""

import unicodedata
from collections.abc import Sequence

# Control characters, halves of characters, which UTF-8 has not, and ends of lines: names are lines
# of files, and are printed.
_NO_TEXT = ("Cc", "Cs", "Zl", "Zp")


def class_names_of(model):
    """The names of a model's classes.

    Pictures, boards, exports and presets write them wherever they would otherwise write numbers.

    Args:
        model: Any Keras model. A user's own has names if it has an attribute `class_names`.

    Returns:
        Tuple of strings, one a class, or `None` if the model has no names.

    Example:

    >>> backbone = stawm_keras.models.STAWMBackbone(
    ...     (28, 28, 1),
    ...     context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
    ...     glimpse_cnn=[(16, 3, 1, 0), (32, 3, 2, 0)],
    ...     num_glimpses=3, glimpse_size=8, memory_units=32,
    ... )
    >>> classifier = stawm_keras.models.STAWMClassifier(backbone, 2, class_names=["cat", "dog"])
    >>> stawm_keras.models.class_names_of(classifier)
    ('cat', 'dog')
    """
    names = getattr(model, "class_names", None)
    return None if names is None else tuple(names)


def check_class_names(class_names, num_classes):
    """The names of so many classes as a tuple, or `None`; raises `ValueError` if they cannot be."""
    if class_names is None:
        return None
    if not isinstance(class_names, Sequence) or isinstance(class_names, str):
        raise ValueError(
            f"`class_names` must be a list or tuple of strings. Received: {class_names!r}"
        )
    for name in class_names:
        if not _is_line(name):
            raise ValueError(
                "`class_names` must be strings, each one line of text, which is not empty. "
                f"Received: {name!r}"
            )
    if len(set(class_names)) != len(class_names):
        twice = next(name for name in class_names if class_names.count(name) > 1)
        raise ValueError(f"`class_names` must differ from each other. Received: {twice!r} twice")
    if len(class_names) != num_classes:
        raise ValueError(
            f"`class_names` must be one for each of the {num_classes} classes. Received: "
            f"{len(class_names)} names"
        )
    return tuple(class_names)


def _is_line(name):
    return (
        isinstance(name, str)
        and name.strip() != ""
        and all(unicodedata.category(character) not in _NO_TEXT for character in name)
    )
