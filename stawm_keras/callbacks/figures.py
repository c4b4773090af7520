"""The pictures of a board.

Symbols: B images, N glimpses, S glimpse side, M memory units, H, W, C image height, width and
channels.
"""

import numpy as np
from keras import ops

from stawm_keras import visualisation

_COLUMNS = 4  # Of glimpses: TensorBoard makes pictures as narrow as its cards.


def draw_figures(seen, images, labels, shown, glimpse_size):
    """Draws what a model made of images.

    Args:
        seen: Dictionary, as `Looks` returns it.
        images: Array `(B, H, W, C)`, pixels in [0, 255].
        labels: Integers `(B,)`, the right classes, or `None`.
        shown: Integer, how many images a picture shows.
        glimpse_size: Integer S, or a tuple of two.

    Returns:
        Dictionary of `matplotlib.figure.Figure`, by what they show: what there is of "glimpses",
        "coverage", "memories", "stages", "masks" and "misclassified".
    """
    first = np.arange(len(images))[:shown]
    memory = {name: numbers[first] for name, numbers in seen["memory"].items()}
    matrices = visualisation.memory_matrices(memory)
    coverage = visualisation.glimpse_coverage(seen["poses"], images.shape[1:])
    predicted = seen["logits"].argmax(-1) if "logits" in seen else None

    def glimpses(chosen):
        poses = seen["poses"][chosen]
        found = visualisation.sample_glimpses(images[chosen], poses, glimpse_size)
        classes = (None if given is None else given[chosen] for given in (predicted, labels))
        known = dict(zip(("predicted", "actual"), classes, strict=True))
        return visualisation.plot_glimpses(
            images[chosen], poses, ops.convert_to_numpy(found), **known, columns=_COLUMNS
        )

    figures = {
        "glimpses": glimpses(first),
        "coverage": visualisation.plot_coverage(coverage, images),
        "memories": visualisation.plot_memories(matrices, images[first]),
    }
    if "canvases" in seen:
        figures["stages"] = visualisation.plot_stages(
            seen["canvases"][first], seen["inverse_poses"][first], images[first]
        )
    if "masks" in seen:
        figures["masks"] = visualisation.plot_masks(seen["masks"][first, -1], images[first])
    if predicted is not None and labels is not None:
        wrong = (predicted != labels).nonzero()[0][:shown]
        if len(wrong) and "drawing" in seen:
            figures["misclassified"] = visualisation.plot_drawings(
                seen["drawing"][wrong], images[wrong], predicted[wrong], labels[wrong]
            )
        elif len(wrong):
            figures["misclassified"] = glimpses(wrong)
    return figures
