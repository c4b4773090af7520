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
from stawm_keras.presets.files import find_file
from stawm_keras.presets.files import read_json
from stawm_keras.presets.weights import DTYPES
from stawm_keras.presets.weights import count_parameters
from stawm_keras.presets.weights import read_weights
from stawm_keras.presets.weights import weights_of

FORMAT_VERSION = 2


def load_preset(model_class, preset, load_weights=True, budget=None):
    """The model of a preset; see `from_preset` of the models.

    Args:
        model_class: The class that the model must be of.
        preset: Name of a bundled preset, `hf://user/name`, or path of a folder.
        load_weights: Boolean, whether the weights are the preset's; fresh ones otherwise.
        budget: `Budget`, what the model may cost; `None` for the default.

    Raises:
        ValueError: If there is no such preset, anything in it is not as it must be, or the model
            costs more than the budget allows; nothing of the model has been made then.
        ImportError: If the preset is on the Hub and `huggingface_hub` is not installed.

    Example:

    >>> vae = stawm_keras.models.BetaVAE((32, 32, 3), [(8, 4, 2, 1), (16, 4, 2, 1)], latent_units=4)
    >>> stawm_keras.presets.save_preset(vae, "small_vae")
    >>> same = stawm_keras.presets.load_preset(stawm_keras.models.BetaVAE, "small_vae")
    """
    budget = budget or Budget()
    with _received(preset):
        metadata = _metadata(preset)
        config = read_json(find_file(preset, CONFIG))
        found = check_config(config)
        if not issubclass(found, model_class):
            raise ValueError(
                f"The preset is a {found.__name__}: load it with {found.__name__}.from_preset, not "
                f"with {model_class.__name__}.from_preset."
            )
        budget.check_config(config)
        weights = _imagine(found, config, budget)
        count = count_parameters(weights)
        if count != metadata["parameter_count"]:
            raise ValueError(
                f"The preset's config makes {count:,} parameters, and its metadata says "
                f"{metadata['parameter_count']:,}."
            )
        if not load_weights:
            return _build(found, config)
        arrays = read_weights(
            find_file(preset, WEIGHTS),
            weights,
            metadata["weights_dtype"],
            metadata["weights_sha256"],
        )
        return _make(found, config, arrays)


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


def _imagine(model_class, config, budget):
    """The weights that a model within the budget would have, without making them.

    In a stateless scope variables have shapes and no values. Keras keeps a list of them for later,
    for each thread: in a thread of its own, the list goes away with the thread.
    """

    def imagine():
        with keras.StatelessScope(initialize_variables=False):
            model = _build(model_class, config)
            budget.check_model(model, config)
            return weights_of(model)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(imagine).result()


def _make(model_class, config, arrays):
    """The model, its weights made of the arrays.

    Where a stateless scope ends, Keras makes the variables that were asked for in it. Initial
    values would be made in vain: a large LSTM's orthogonal matrix takes longer than all else.
    """
    with keras.StatelessScope():
        model = _build(model_class, config)
        for variable, array in zip(model.weights, arrays, strict=True):
            variable._initializer = functools.partial(_cast, array)
    return model


def _cast(array, shape, dtype):
    return keras.ops.convert_to_tensor(array, dtype)


def _build(model_class, config):
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
