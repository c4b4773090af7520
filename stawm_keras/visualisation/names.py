"""What classes are called in pictures."""

import numpy as np

from stawm_keras.visualisation.pixels import WRONG


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


def answer_title(predicted, actual, class_names):
    """The lines of a title that says what was answered, either of which may be `None`, and how it
    looks."""
    lines = []
    wrong = predicted is not None and actual is not None and np.any(predicted != actual)
    if predicted is not None:
        lines.append(f"predicted: {name_of(predicted, class_names)}" + (" ✗" if wrong else ""))
    if actual is not None:
        lines.append(f"actual: {name_of(actual, class_names)}")
    return lines, {"color": WRONG, "fontweight": "bold"} if wrong else {}
