"""What classes are called in pictures."""

import numpy as np


def name_of(label, class_names, longest=20):
    """The name of a class, cut where it is longer than that; its number where it has no name.

    Of the labels of several objects, their names in a row.
    """
    if np.ndim(label):
        return " ".join(name_of(one, class_names, longest) for one in label)
    if class_names is None or not 0 <= label < len(class_names):
        return str(label)
    name = class_names[int(label)]
    return name if len(name) <= longest else f"{name[: longest - 1]}…"
