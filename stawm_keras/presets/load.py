"""From a preset to a model."""

import contextlib
import copy
import functools
import re
from concurrent.futures import ThreadPoolExecutor

import keras

from stawm_keras.presets.allow_list import check_config
from stawm_keras.presets.budget import Budget
from stawm_keras.presets.files import CONFIG
from stawm_keras.presets.files import METADATA
from stawm_keras.presets.files import WEIGHTS
from stawm_keras.presets.files import bundled_presets
from stawm_keras.presets.files import find_file
from stawm_keras.presets.files import read_json
from stawm_keras.presets.weights import DTYPES
from stawm_keras.presets.weights import count_parameters
from stawm_keras.presets.weights import read_weights
from stawm_keras.presets.weights import weights_of

FORMAT_VERSION = 2
HEAD = "logits"  # The layer, in every model that classifies.
PARTS = ("backbone", "drawer", "encoder")  # Models that models are made of, and their attributes.


def load_preset(
    model_class, preset, load_weights=True, budget=None, num_classes=None, class_names=None
):
    """The model of a preset, or a model in it; see `from_preset` of the models.

    Args:
        model_class: The class that the model must be of.
        preset: Name of a bundled preset, `hf://user/name`, or path of a folder.
        load_weights: Boolean, whether the weights are the preset's; fresh ones otherwise.
        budget: `Budget`, what the model may cost; `None` for the default.
        num_classes: Integer, the number of classes of a new head; `None` for the preset's own.
        class_names: Their names, or `None`.

    Raises:
        ValueError: If there is no such preset, anything in it is not as it must be, the model costs
            more than the budget allows, or it cannot have such a head; nothing of the model has
            been made then.
        ImportError: If the preset is on the Hub and `huggingface_hub` is not installed.

    Example:

    >>> vae = stawm_keras.models.BetaVAE((32, 32, 3), [(8, 4, 2, 1), (16, 4, 2, 1)], latent_units=4)
    >>> stawm_keras.presets.save_preset(vae, "small_vae")
    >>> same = stawm_keras.presets.load_preset(stawm_keras.models.BetaVAE, "small_vae")
    """
    budget = budget or Budget()
    with _received(preset):
        metadata = _metadata(preset)
        whole = read_json(find_file(preset, CONFIG))
        path = _path_to(model_class, whole)
        budget.check_config(whole)
        weights, places = _imagine(whole, budget, path)
        count = count_parameters(weights)
        if count != metadata["parameter_count"]:
            raise ValueError(
                f"The preset's config makes {count:,} parameters, and its metadata says "
                f"{metadata['parameter_count']:,}."
            )
        config = _at(path, whole)
        if num_classes is not None or class_names is not None:
            config = _with_classes(config, num_classes, class_names)
        if not load_weights:
            return _build(config)
        arrays = read_weights(
            find_file(preset, WEIGHTS),
            weights,
            metadata["weights_dtype"],
            metadata["weights_sha256"],
        )
        arrays = [arrays[place] for place in places]
        return _make(config, arrays, new_head=num_classes is not None)


def list_presets(model_class):
    """The bundled presets that hold a model of a class.

    Args:
        model_class: A class of `stawm_keras.models`.

    Returns:
        List of names, each of which `model_class.from_preset` takes.

    Example:

    >>> stawm_keras.presets.list_presets(stawm_keras.models.STAWMSketchpad)
    ['stawm_mnist_sketchpad']
    """
    configs = {name: read_json(find_file(name, CONFIG)) for name in bundled_presets()}
    return [name for name, config in configs.items() if _find(model_class, config) is not None]


def load_metadata(preset):
    """What is known of a preset.

    Args:
        preset: Name of a bundled preset, `hf://user/name`, or path of a folder.

    Returns:
        Dictionary: `"format_version"`, `"stawm_keras_version"`, `"keras_version"`,
        `"parameter_count"`, `"weights_dtype"`, `"weights_sha256"`, and `"about"`, what its maker
        says of it; of a model that has names of its classes also `"id2label"`, the name of every
        label, which is a string.

    Raises:
        ValueError: If there is no such preset, or the metadata are not as they must be.
        ImportError: If the preset is on the Hub and `huggingface_hub` is not installed.

    Example:

    >>> vae = stawm_keras.models.BetaVAE((32, 32, 3), [(8, 4, 2, 1), (16, 4, 2, 1)], latent_units=4)
    >>> vae.save_to_preset("small_vae", {"data": "none: it is untrained"})
    >>> stawm_keras.presets.load_metadata("small_vae")["about"]
    {'data': 'none: it is untrained'}
    """
    with _received(preset):
        return _metadata(preset)


def _metadata(preset):
    metadata = read_json(find_file(preset, METADATA))
    if not isinstance(metadata, dict) or metadata.get("format_version") != FORMAT_VERSION:
        version = metadata.get("format_version") if isinstance(metadata, dict) else None
        raise ValueError(
            f"The preset's {METADATA} is of format version {version!r}, and this library reads "
            f"version {FORMAT_VERSION}: save its model again, with this library's save_to_preset."
        )
    sha256 = metadata.get("weights_sha256")
    if (
        type(metadata.get("parameter_count")) is not int
        or metadata.get("weights_dtype") not in list(DTYPES)
        or not (isinstance(sha256, str) and re.fullmatch("[0-9a-f]{64}", sha256))
    ):
        raise ValueError(
            f"The preset's {METADATA} must give parameter_count, weights_dtype (of "
            f"{list(DTYPES)}) and weights_sha256."
        )
    return metadata


def _path_to(model_class, config):
    """Where in a preset's model a model of a class is, as names of attributes."""
    found = check_config(config)
    path = _find(model_class, config)
    if path is None:
        raise ValueError(
            f"The preset is a {found.__name__}, in which there is no {model_class.__name__}: load "
            f"it with {found.__name__}.from_preset, not with {model_class.__name__}.from_preset."
        )
    return path


def _find(model_class, config):
    """The same, or `None`: the outermost there is."""
    classes = keras.saving.get_custom_objects()
    waiting: list[tuple] = [((), config)]
    for path, node in waiting:
        if issubclass(classes[node["registered_name"]], model_class):
            return path
        if isinstance(node["config"], dict):
            parts = {name: node["config"].get(name) for name in PARTS}
            waiting += [
                ((*path, name), part)
                for name, part in parts.items()
                if isinstance(part, dict) and part.get("registered_name") in classes
            ]
    return None


def _at(path, config):
    for name in path:
        config = config["config"][name]
    return config


def _with_classes(config, num_classes, class_names):
    """The config of the same model for other classes."""
    if "num_classes" not in config["config"]:
        raise ValueError(
            f"A {config['class_name']} does not classify: leave out num_classes and class_names."
        )
    if num_classes is None:
        raise ValueError(
            f"The class_names {class_names!r} are of a new head: give num_classes as well."
        )
    arguments = {"num_classes": num_classes, "class_names": class_names}
    return {**config, "config": {**config["config"], **arguments}}


def _imagine(config, budget, path):
    """The weights that a model within the budget would have, without making them.

    In a stateless scope variables have shapes and no values. Keras keeps a list of them for later,
    for each thread: in a thread of its own, the list goes away with the thread.

    Returns:
        Tuple of the list of `Weight`, and the list of the places in it of those of the model at the
        path.
    """

    def imagine():
        with keras.StatelessScope(initialize_variables=False):
            model = _build(config)
            budget.check_model(model, config)
            places = {id(variable): place for place, variable in enumerate(model.weights)}
            part = functools.reduce(getattr, path, model)
            return weights_of(model), [places[id(variable)] for variable in part.weights]

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(imagine).result()


def _make(config, arrays, new_head):
    """The model, its weights made of the arrays, but for those of a new head.

    Where a stateless scope ends, Keras makes the variables that were asked for in it. Initial
    values would be made in vain: a large LSTM's orthogonal matrix takes longer than all else.
    """
    with keras.StatelessScope():
        model = _build(config)
        own = {id(variable) for variable in model.get_layer(HEAD).weights} if new_head else ()
        for variable, array in zip(model.weights, arrays, strict=True):
            if id(variable) not in own:
                variable._initializer = functools.partial(_cast, array)
    return model


def _cast(array, shape, dtype):
    return keras.ops.convert_to_tensor(array, dtype)


def _build(config):
    model_class = keras.saving.get_custom_objects()[config["registered_name"]]
    try:
        return model_class.from_config(copy.deepcopy(config["config"]))
    except Exception as error:  # Of any kind: the config is whatever somebody wrote.
        reason = str(error).strip().split("\n")[0]
        raise ValueError(
            f"The preset's config makes no {model_class.__name__} ({reason})."
        ) from error


@contextlib.contextmanager
def _received(preset):
    """Lets errors say which preset they are about."""
    try:
        yield
    except OSError as error:
        raise ValueError(
            f"The preset cannot be read ({error}). Received: preset={str(preset)!r}"
        ) from error
    except ValueError as error:
        raise ValueError(f"{error} Received: preset={str(preset)!r}") from error
