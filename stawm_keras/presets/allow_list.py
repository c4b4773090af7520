"""What a preset's config may be made of."""

import math

import keras

from stawm_keras import layers
from stawm_keras import models

MAX_GLIMPSES = 1000
MAX_LENGTH = 1000  # Entries of a list: layers of a CNN, say.

# What a user's own CNN may be made of: layers that only compute. None of them runs code that its
# config brings along, reads a file, or wraps a layer of another library.
LAYERS = (
    "Activation",
    "Add",
    "Average",
    "AveragePooling2D",
    "BatchNormalization",
    "Concatenate",
    "Conv2D",
    "Conv2DTranspose",
    "Cropping2D",
    "Dense",
    "DepthwiseConv2D",
    "Dropout",
    "ELU",
    "Flatten",
    "GaussianDropout",
    "GaussianNoise",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling2D",
    "GroupNormalization",
    "Identity",
    "InputLayer",
    "LayerNormalization",
    "LeakyReLU",
    "MaxPooling2D",
    "Maximum",
    "Multiply",
    "PReLU",
    "Permute",
    "ReLU",
    "Rescaling",
    "Reshape",
    "SeparableConv2D",
    "Softmax",
    "SpatialDropout2D",
    "Subtract",
    "UpSampling2D",
    "ZeroPadding2D",
)
INITIALIZERS = (
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "LecunNormal",
    "LecunUniform",
    "Ones",
    "Orthogonal",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
)

# Module, class and registered name, as Keras writes them.
PLAIN_KERAS = (
    ("keras", "DTypePolicy", None),
    ("keras", "Sequential", None),
    ("keras.src.models.functional", "Functional", "Functional"),
    *(("keras.layers", name, None) for name in LAYERS),
    *(("keras.initializers", name, None) for name in INITIALIZERS),
    *(("keras.regularizers", name, None) for name in ("L1", "L1L2", "L2")),
)

NAMES = ("module", "class_name", "registered_name")


def check_config(config):
    """The class of the model that a preset's config describes.

    Args:
        config: What `config.json` holds.

    Raises:
        ValueError: If the model or any part of it is not on the allow-list, or a number in it is
            absurd.
    """
    for node in _nodes(config):
        if isinstance(node, float) and not math.isfinite(node):
            raise ValueError("The preset's config has a number that is not finite.")
        if isinstance(node, list) and len(node) > MAX_LENGTH:
            raise ValueError(
                f"The preset's config has a list of {len(node):,} entries, and at most "
                f"{MAX_LENGTH:,} are taken."
            )
        if isinstance(node, str):
            _check_string(node)
        if isinstance(node, dict):
            _check_glimpses(node)
            _check_names(node)
    of_models = _registered(models)
    name = config.get("registered_name") if isinstance(config, dict) else None
    if name not in of_models:
        raise ValueError(
            f"A preset is a model of stawm_keras.models, and its config is of {name!r}."
        )
    return of_models[name]


def model_config(model):
    """The config of a model, without what only training needs."""
    return _plain(keras.saving.serialize_keras_object(model))


def _nodes(config):
    """The config and everything in it; without recursion, which depth could exhaust."""
    stack = [config]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, dict):
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)


def _check_glimpses(node):
    glimpses = node.get("num_glimpses")
    if isinstance(glimpses, int) and glimpses > MAX_GLIMPSES:
        raise ValueError(
            f"The preset's config asks for {glimpses:,} glimpses, and at most {MAX_GLIMPSES:,} are "
            "taken."
        )


def _check_string(text):
    # Keras takes the name of whatever is registered for the thing itself: as an activation, say.
    if text in keras.saving.get_custom_objects() and text not in _registered(layers, models):
        raise ValueError(
            f"The preset's config names {text!r}, which is registered here and not a part of "
            "stawm_keras."
        )


def _check_names(node):
    """What Keras would make an object of must be on the list, in form and in name."""
    if not node.keys() & set(NAMES):
        return
    if node.keys() == {"class_name", "config"} and node["class_name"] == "__keras_tensor__":
        return
    names = tuple(node.get(name) for name in NAMES)
    # Entries of a functional model also say how they are connected. Of other keys, some make Keras
    # compile or build, and older forms of entries are read in other ways.
    as_keras_writes = node.keys() - {"name", "inbound_nodes"} == {*NAMES, "config"}
    if not as_keras_writes or not (names in PLAIN_KERAS or _is_ours(*names)):
        raise ValueError(
            "A preset is made of the models and layers of stawm_keras and of plain Keras layers, "
            f"and its config has the entry {dict(zip(NAMES, names, strict=True))}."
        )


def _is_ours(module, class_name, registered_name):
    # Keras finds a registered class by its registered name; files may move within the library.
    ours = {name: found.__name__ for name, found in _registered(layers, models).items()}
    return (
        isinstance(registered_name, str)
        and ours.get(registered_name) == class_name
        and str(module).startswith("stawm_keras.")
    )


def _registered(*modules):
    """The public classes of modules, by the names under which Keras knows them."""
    classes = (getattr(module, name) for module in modules for name in module.__all__)
    return {keras.saving.get_registered_name(found): found for found in classes}


def _plain(value):
    if isinstance(value, dict):
        if value.get("class_name") == "__numpy__":  # A mean, say: a list does as well.
            return value["config"]["value"]
        training = ("build_config", "compile_config")
        return {name: _plain(part) for name, part in value.items() if name not in training}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value
