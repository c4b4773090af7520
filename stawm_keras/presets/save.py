"""From a model to a preset."""

import pathlib

import keras

from stawm_keras.presets.allow_list import check_config
from stawm_keras.presets.allow_list import model_config
from stawm_keras.presets.files import CARD
from stawm_keras.presets.files import CONFIG
from stawm_keras.presets.files import METADATA
from stawm_keras.presets.files import WEIGHTS
from stawm_keras.presets.files import write_json
from stawm_keras.presets.load import FORMAT_VERSION
from stawm_keras.presets.weights import DTYPES
from stawm_keras.presets.weights import count_parameters
from stawm_keras.presets.weights import weights_of
from stawm_keras.presets.weights import write_weights
from stawm_keras.version import __version__
from stawm_keras.whole import whole_folder

FILES = {CONFIG, METADATA, WEIGHTS}


def save_preset(model, folder, metadata=None, weights_dtype="float32"):
    """Writes a preset, whole or not at all; see `save_to_preset` of the models.

    Args:
        model: A model of `stawm_keras.models`.
        folder: Path of the preset's folder; a preset that is there is replaced.
        metadata: Dictionary of what is to be known of the model, which JSON can hold.
        weights_dtype: `"float32"` or `"float16"`, the dtype of the weights in the file.

    Raises:
        ValueError: If the folder holds anything but a preset or cannot be written to, the model is
            of layers that `from_preset` would refuse, its weights are not finite or do not fit the
            dtype, that is another one, or `metadata` is not a dictionary that JSON can hold.

    Example:

    >>> vae = stawm_keras.models.BetaVAE((32, 32, 3), [(8, 4, 2, 1), (16, 4, 2, 1)], latent_units=4)
    >>> stawm_keras.presets.save_preset(vae, "small_vae", weights_dtype="float16")
    """
    if weights_dtype not in DTYPES:
        raise ValueError(
            f"`weights_dtype` must be one of {list(DTYPES)}. Received: {weights_dtype!r}"
        )
    if not isinstance(metadata, dict | None):
        raise ValueError(f"`metadata` must be a dictionary. Received: metadata={metadata!r}")
    folder = pathlib.Path(folder).resolve()
    _check_replaceable(folder)
    config = model_config(model)
    check_config(config)
    try:
        with whole_folder(folder) as whole:
            write_json(whole / CONFIG, config)
            sha256 = write_weights(whole / WEIGHTS, model, weights_dtype)
            known = {
                "format_version": FORMAT_VERSION,
                "stawm_keras_version": __version__,
                "keras_version": keras.__version__,
                "parameter_count": count_parameters(weights_of(model)),
                "weights_dtype": weights_dtype,
                "weights_sha256": sha256,
                "about": metadata or {},
            }
            names = config["config"].get("class_names")
            if names:
                # As it is written on the Hugging Face Hub.
                known["id2label"] = {str(label): name for label, name in enumerate(names)}
            write_json(whole / METADATA, known)
    except OSError as error:
        raise ValueError(
            "`folder` must be a place that can be written to. Received: "
            f"folder={str(folder)!r} ({error})"
        ) from error


def _check_replaceable(folder):
    """What is deleted must be a preset and nothing else."""
    if not folder.exists():
        return
    found = {path.name for path in folder.iterdir()} if folder.is_dir() else None
    if found is None or (found and not FILES <= found <= FILES | {CARD}):
        raise ValueError(
            "`folder` must be a new or an empty folder, or a preset, which is replaced, with no "
            f"other files in it. Received: folder={str(folder)!r}"
        )
