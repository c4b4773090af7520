"""A Keras model's weights, and putting them into its peer."""

import re
from collections import Counter
from collections import defaultdict

import torch
from torch import nn

from benchmarks.peer.hebb_rosenblatt_memory import HebbRosenblattMemory

# Layers without a name of their own, which Keras numbers through a whole process, and PyTorch
# within each `nn.Sequential`. Here they are counted by kind within each network.
UNNAMED = re.compile(r"(dense|conv2d|conv2d_transpose|batch_normalization)(_\d+)?")
KINDS = {
    nn.Linear: "dense",
    nn.Conv2d: "conv2d",
    nn.ConvTranspose2d: "conv2d_transpose",
    nn.BatchNorm2d: "batch_normalization",
}

# Parts that only group others, of which the names here say nothing.
GROUPS = {"glimpse_loop", "stawm_cell", "backbone", "drawer", "class_head"}

# Keras' names of a layer's weights, and PyTorch's.
KERNEL_AND_BIAS = {"kernel": "weight", "bias": "bias"}
WEIGHTS = {
    nn.Linear: KERNEL_AND_BIAS,
    nn.Conv2d: KERNEL_AND_BIAS,
    nn.ConvTranspose2d: KERNEL_AND_BIAS,
    nn.BatchNorm2d: {
        "gamma": "weight",
        "beta": "bias",
        "moving_mean": "running_mean",
        "moving_variance": "running_var",
    },
    # Both have the gates in the order input, forget, cell, output.
    nn.LSTMCell: {"kernel": "weight_ih", "recurrent_kernel": "weight_hh", "bias": "bias_ih"},
    HebbRosenblattMemory: {"eta": "eta", "delta": "delta", "theta": "theta"},
}

# Weights with an axis of flat features: whose features they are, and the axis.
FLAT = {
    "context_features/kernel": ("context_cnn", 0),
    "class_query/projection/kernel": ("context_cnn", 0),
    "drawing_query/projection/kernel": ("context_cnn", 0),
    "glimpse_features/kernel": ("glimpse_cnn", 0),
    "latent/mu/kernel": ("encoder", 0),
    "latent/log_var/kernel": ("encoder", 0),
    "decoder/dense_0/kernel": ("decoder", 1),
    "decoder/dense_0/bias": ("decoder", 0),
}

# A kernel's axes, of `Dense` and LSTM (in, out) and of convolutions (height, width, in, out), or
# (height, width, out, in) if they are transposed, in PyTorch's order.
AXES = {2: (1, 0), 4: (3, 2, 0, 1)}


def arrays_of(model):
    """Every weight of a Keras model by a name such as `"emission_lstm/kernel"`.

    Args:
        model: Keras model, as a recipe builds it.

    Returns:
        Dictionary from names to arrays.
    """
    arrays = {}
    places: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    for weight in model.weights:
        *parents, layer, name = (part for part in weight.path.split("/") if part not in GROUPS)
        if unnamed := UNNAMED.fullmatch(layer):
            siblings = places[*parents, unnamed[1]]
            layer = f"{unnamed[1]}_{siblings.setdefault(layer, len(siblings))}"
        arrays["/".join([*parents, layer, name])] = weight.numpy()
    return arrays


def load(module, arrays):
    """Puts a Keras model's weights into its peer.

    Args:
        module: `torch.nn.Module` that `build` returned.
        arrays: Dictionary that `arrays_of` returned.

    Raises:
        ValueError: If a weight is missing or left over.
    """
    layers = list(_named_layers(module))
    paths = {
        f"{layer_name}/{keras_name}": f"{path}.{name}"
        for layer_name, path, layer in layers
        for keras_name, name in WEIGHTS[type(layer)].items()
        if getattr(layer, name) is not None  # Before a batch normalisation there is no bias.
    }
    if paths.keys() != arrays.keys():
        raise ValueError(
            "Model and peer must have the same weights. Received: a model without "
            f"{sorted(paths.keys() - arrays.keys())}, and with "
            f"{sorted(arrays.keys() - paths.keys())} more"
        )
    channels = _channels_of_features(layers)
    state = {paths[name]: _as_torch(name, arrays[name], channels) for name in paths}
    # PyTorch's LSTM adds two biases, Keras' has one.
    state |= {
        f"{path}.bias_hh": torch.zeros_like(layer.bias_hh)
        for _, path, layer in layers
        if isinstance(layer, nn.LSTMCell)
    }
    module.load_state_dict(state)


def _named_layers(module):
    """Name, path and layer of everything that has weights of its own."""
    counts: Counter[tuple[str, ...]] = Counter()
    for path, layer in module.named_modules():
        if next(layer.parameters(recurse=False), None) is None:
            continue
        *parents, name = (part for part in path.split(".") if part not in GROUPS)
        if name.isdigit():
            kind = (*parents, KINDS[type(layer)])
            name = f"{kind[-1]}_{counts[kind]}"
            counts[kind] += 1
        yield "/".join([*parents, name]), path, layer


def _channels_of_features(layers):
    """Channels of the flat features that each CNN ends with, or that a decoder starts with."""
    channels = {}
    for name, _, layer in layers:
        network = name.split("/")[0]
        if isinstance(layer, nn.Conv2d):
            channels[network] = layer.out_channels
        elif isinstance(layer, nn.ConvTranspose2d):
            channels.setdefault(network, layer.in_channels)
    return channels


def _as_torch(name, array, channels):
    """A Keras weight as PyTorch has it."""
    network, axis = FLAT.get(name, (None, 0))
    if network in channels:
        # Flat features in the order (height, width, channels) to (channels, height, width).
        split = (*array.shape[:axis], -1, channels[network], *array.shape[axis + 1 :])
        array = array.reshape(split).swapaxes(axis, axis + 1).reshape(array.shape)
    return torch.tensor(array.transpose(AXES.get(array.ndim)))
