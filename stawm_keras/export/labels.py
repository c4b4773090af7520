"""The names of classes, as exports write them."""

from stawm_keras.models import class_names_of
from stawm_keras.models import seen
from stawm_keras.models.class_names import check_class_names

LABELS = "labels.txt"


def names_of_logits(model):
    """A name for each of a model's logits as a tuple, or `None`; raises `ValueError` if not all."""
    class_names, there = class_names_of(model), seen(model)
    if class_names is None or "logits" not in there:
        return None
    return check_class_names(class_names, there["logits"].shape[-1])


def as_lines(class_names):
    """The names as the bytes of a file, a name a line."""
    return "".join(f"{name}\n" for name in class_names).encode()
