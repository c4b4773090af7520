"""What a preset's config may be made of."""

import keras

from stawm_keras.presets.walk import nodes

# Numbers but seeds are 0 or between these in size, so that one divided by another is still far from
# the largest float32.
SMALLEST, LARGEST = 1e-20, 1e12
# Keras follows layers by recursion, and each convolution is up to four of them.
MAX_CONVOLUTIONS = 200

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
    ours = _ours()
    for node in nodes(config):
        if isinstance(node, dict):
            _check_names(node, ours)
            _check_numbers({name: part for name, part in node.items() if name != "seed"})
        elif isinstance(node, list):
            _check_numbers(dict(enumerate(node)))
            _check_convolutions(node)
        elif isinstance(node, str):
            _check_string(node, ours)
    name = config.get("registered_name") if isinstance(config, dict) else None
    if not (isinstance(name, str) and name in ours and issubclass(ours[name], keras.Model)):
        raise ValueError(
            f"A preset is a model of stawm_keras.models, and its config is of {name!r}."
        )
    return ours[name]


def model_config(model):
    """The config of a model, without what only training needs."""
    return _plain(keras.saving.serialize_keras_object(model))


def _check_numbers(parts):
    for name, part in parts.items():
        if isinstance(part, (int, float)) and part and not SMALLEST <= abs(part) <= LARGEST:
            raise ValueError(
                f"The preset's config has the number {str(part):.24} ({name}), and numbers are 0 "
                f"or between {SMALLEST} and {LARGEST} in size."
            )


def _check_convolutions(parts):
    if len(parts) > MAX_CONVOLUTIONS and all(isinstance(part, list) for part in parts):
        raise ValueError(
            f"The preset's config has a list of {len(parts):,} convolutions, and at most "
            f"{MAX_CONVOLUTIONS} are taken."
        )


def _check_string(text, ours):
    # Keras takes the name of whatever is registered for the thing itself: as an activation, say.
    if text in keras.saving.get_custom_objects() and text not in ours:
        raise ValueError(
            f"The preset's config names {text!r}, which is registered here and not a part of "
            "stawm_keras."
        )


def _check_names(node, ours):
    """What Keras would make an object of must be on the list, in form and in name."""
    if not node.keys() & set(NAMES):
        return
    if node.keys() == {"class_name", "config"} and node["class_name"] == "__keras_tensor__":
        return
    names = module, class_name, registered_name = tuple(node.get(name) for name in NAMES)
    # Keras finds a registered class by its registered name; files may move within the library.
    is_ours = (
        isinstance(registered_name, str)
        and registered_name in ours
        and ours[registered_name].__name__ == class_name
        and str(module).startswith("stawm_keras.")
    )
    # Entries of a functional model also say how they are connected. Of other keys, some make Keras
    # compile or build, and older forms of entries are read in other ways.
    as_keras_writes = node.keys() - {"name", "inbound_nodes"} == {*NAMES, "config"}
    if not as_keras_writes or not (names in PLAIN_KERAS or is_ours):
        raise ValueError(
            "A preset is made of the models and layers of stawm_keras and of plain Keras layers, "
            f"and its config has the entry {dict(zip(NAMES, names, strict=True))}."
        )


def _ours():
    """The library's layers and models, by the names under which Keras knows them."""
    return {
        name: found
        for name, found in keras.saving.get_custom_objects().items()
        if name.startswith("stawm_keras>")
        and isinstance(found, type)
        and issubclass(found, keras.Layer)
    }


def _plain(value):
    if isinstance(value, dict):
        if value.get("class_name") == "__numpy__":  # A mean, say: a list does as well.
            return value["config"]["value"]
        training = ("build_config", "compile_config")
        return {name: _plain(part) for name, part in value.items() if name not in training}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value
