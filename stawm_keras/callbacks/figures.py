"""The pictures of a board.

Symbols: B images, N glimpses, H, W, C image height, width and channels.
"""

import numpy as np

from stawm_keras import visualisation
from stawm_keras.callbacks.spread import spread


def draw_figures(seen, images, labels, shown, class_names=None):
    """Draws what a model made of images.

    Args:
        seen: Dictionary, as `look_at` returns it.
        images: Array `(B, H, W, C)`, pixels in [0, 255], or videos `(B, N, H, W, C)`.
        labels: Integers `(B,)`, the right classes, or `(B, S)`, of several objects, or `None`.
        shown: Integer, how many images a picture shows, spread over the classes.
        class_names: Sequence of names of the classes, or `None`.

    Returns:
        Dictionary of `matplotlib.figure.Figure`, by what they show: what there is of "glimpses",
        "coverage", "attention", "memories", "stages", "masks", "drawings" and "misclassified".
    """
    classes = np.zeros(len(images)) if labels is None else labels.reshape(len(images), -1)[:, 0]
    stills = images if images.ndim == 4 else images[:, 0]
    few = spread(shown, classes)
    predicted = seen["logits"].argmax(-1) if "logits" in seen else None
    if predicted is not None and predicted.shape != np.shape(labels):
        labels = None  # They are of another kind: a caption's words are no classes.

    def answers(chosen):
        return {
            "predicted": None if predicted is None else predicted[chosen],
            "actual": None if labels is None else labels[chosen],
            "class_names": class_names,
        }

    def glimpses(chosen):
        return visualisation.plot_glimpses(
            images[chosen],
            seen["frames"][chosen],
            seen["glimpses"][chosen],
            **answers(chosen),
            across=1,  # TensorBoard makes pictures as narrow as its cards.
        )

    def attention(chosen):
        attended = seen["attention"][chosen]
        return visualisation.plot_attention(images[chosen], attended, **answers(chosen))

    def drawings(chosen, **known):
        return visualisation.plot_drawings(seen["drawing"][chosen], images[chosen], **known)

    figures = {}
    if {"frames", "glimpses"} <= seen.keys():
        coverage = visualisation.glimpse_coverage(seen["frames"], stills.shape[1:])
        figures["glimpses"] = glimpses(few)
        figures["coverage"] = visualisation.plot_coverage(coverage, stills)
    if "attention" in seen:
        figures["attention"] = attention(few)
    if "memory" in seen:
        memory = {name: part[few] for name, part in seen["memory"].items()}
        matrices = visualisation.memory_matrices(memory)
        figures["memories"] = visualisation.plot_memories(matrices, stills[few])
    if {"canvases", "sketch_frames"} <= seen.keys():
        figures["stages"] = visualisation.plot_stages(
            seen["canvases"][few], seen["sketch_frames"][few], images[few]
        )
    elif "drawing" in seen:
        figures["drawings"] = drawings(few)
    if "masks" in seen:
        figures["masks"] = visualisation.plot_masks(seen["masks"][few, -1], images[few])
    if predicted is not None and labels is not None:
        wrong = np.flatnonzero((predicted != labels).reshape(len(images), -1).any(axis=1))
        wrong = wrong[spread(shown, classes[wrong])]
        if len(wrong) and "drawing" in seen:
            figures["misclassified"] = drawings(wrong, **answers(wrong))
        elif len(wrong) and "glimpses" in figures:
            figures["misclassified"] = glimpses(wrong)
        elif len(wrong) and "attention" in figures:
            figures["misclassified"] = attention(wrong)
    return figures
