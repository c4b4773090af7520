"""Keeping parts of a model from being trained."""


def freeze_all_but(model, kept):
    """Freezes every layer of a model but some.

    Frozen batch normalisation uses its moving statistics.

    Args:
        model: Keras model.
        kept: List of layers that are left as they are.
    """
    for layer in model._flatten_layers(include_self=False, recursive=False):
        if any(layer is one for one in kept):
            continue
        if any(one is inner for inner in layer._flatten_layers() for one in kept):
            freeze_all_but(layer, kept)  # Frozen whole, it would train nothing of what it holds.
        else:
            layer.trainable = False
