"""Pictures of what a network has learned."""

import contextlib

import keras
import numpy as np

from stawm_keras.models import seen
from stawm_keras.visualisation import features

UNITS = 24  # Of a layer, in a picture.
EXPLAINED = 6  # Images, one below the other.


def draw_learned(model, images):
    """Draws what each CNN of a model has learned, and what its answers rest on.

    Args:
        model: Keras model of images.
        images: Array `(B, H, W, C)`, some that it was not trained on.

    Returns:
        Dictionary of figures: of each CNN its first layer's filters, if it sees pixels, and of its
        last convolution what excites some units, in images that are made for them, and the one that
        answers most, of those that there are; of a model that classifies, what its answers to some
        images rest on.

    Raises:
        ValueError: If the model does not take images one by one.
    """
    images = np.asarray(images, "float32")
    convolutions = features.convolutions_of(model)
    cnns: dict[str, list] = {}
    for name in convolutions:
        cnns.setdefault(name.rpartition("/")[0], []).append(name)
    figures = {}
    for cnn, names in cnns.items():
        of_cnn = f"_{cnn}" if cnn else ""
        first = convolutions[names[0]]
        if isinstance(first, keras.layers.Conv2D) and first.kernel.shape[2] in (1, 3):
            figures[f"filters{of_cnn}"] = features.plot_filters(model, names[0])
        answers = features.layer_activations(model, names[-1], images)
        count = answers.shape[-1]
        made = features.maximise_units(model, names[-1], np.arange(min(UNITS, count)))
        figures[f"maximised{of_cnn}"] = features.plot_pictures(made)
        unit = answers.reshape(-1, count).max(axis=0).argmax()
        found = features.find_exciting(model, names[-1], unit, images, min(9, len(images)))
        figures[f"exciting{of_cnn}"] = features.plot_exciting(found)
    if "logits" in seen(model):
        explained = images[:EXPLAINED]
        figures["evidence"] = features.plot_maps(explained, _evidence(model, cnns, explained))
    return figures


def _evidence(model, cnns, images):
    """Maps of what answers rest on, by what they are called."""
    maps = {
        "gradient": features.gradient_saliency(model, images),
        "SmoothGrad": features.smooth_grad(model, images),
        "integrated": features.integrated_gradients(model, images),
    }
    for cnn, names in cnns.items():
        # Of glimpses that are bent it is not known where in the image their parts are.
        with contextlib.suppress(ValueError):
            found = features.grad_cam(model, names[-1], images)
            maps[f"Grad-CAM, {cnn}" if cnn else "Grad-CAM"] = found
    return maps
