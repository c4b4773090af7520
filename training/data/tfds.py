"""TensorFlow Datasets: downloaded by name, or read from a prepared folder."""

import http.client
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np

from training.cli.errors import InputError
from training.data.dataset import Dataset

MARKER = "dataset_info.json"  # the file in every prepared folder
SERVER = "https://storage.googleapis.com"  # where TensorFlow Datasets keeps what it needs
PATIENCE = 5  # seconds


def download(name: str, num_classes: int | None) -> Dataset:
    """Download and prepare the data set where TensorFlow Datasets keeps its data."""
    library = _library()
    try:
        builder = library.builder(name)
        if not builder.is_prepared() and not _reachable():
            raise ConnectionError(f"{SERVER} cannot be reached")  # It would try for minutes.
        builder.download_and_prepare()
    except Exception as error:  # network, disk and unknown names: there is no common class
        raise InputError(
            f"TensorFlow Datasets could not provide {name} ({_first_line(error)}): check the name "
            "and the network, or name a folder with the data, --data DIR."
        ) from error
    return _read(builder, f"tfds {builder.info.full_name}", name, num_classes)


def read(folder: Path, name: str, num_classes: int | None) -> Dataset:
    """Read the one prepared version below `folder`, without its code and without a network."""
    library = _library()
    versions = sorted(marker.parent for marker in folder.rglob(MARKER))
    if len(versions) > 1:
        raise InputError(
            f"'{folder}' holds {len(versions)} versions, '{versions[0]}' and '{versions[1]}' among "
            "them: leave one."
        )
    source = f"tfds folder {versions[0]}"
    try:
        builder = library.builder_from_directory(versions[0])
    except Exception as error:  # the files are parsed by several libraries
        raise _broken(source, error) from error
    return _read(builder, source, name, num_classes)


def _reachable() -> bool:
    """Whether the server answers, whatever it says."""
    answered = threading.Event()

    def ask() -> None:
        try:
            urllib.request.urlopen(SERVER, timeout=PATIENCE).close()
        except urllib.error.HTTPError:
            pass
        except (OSError, http.client.HTTPException):
            return
        answered.set()

    # Looking up its name has no limit of its own.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(PATIENCE)
    return answered.is_set()


def _library() -> Any:
    try:
        import tensorflow_datasets
    except ImportError as error:
        raise InputError(
            "TensorFlow Datasets is not installed: run 'pip install tensorflow "
            "tensorflow-datasets', or give the data as an .npz file or as images."
        ) from error
    return tensorflow_datasets


def _read(builder: Any, source: str, name: str, num_classes: int | None) -> Dataset:
    missing = {"train", "test"} - set(builder.info.splits)
    if missing:
        raise InputError(
            f"{source} has the splits {sorted(builder.info.splits)}: it needs train and test."
        )
    arrays = {}
    for split in ("train", "test"):
        try:
            # batch_size=-1: the whole split as one tensor of each feature.
            features = _library().as_numpy(builder.as_dataset(split=split, batch_size=-1))
        except Exception as error:  # broken records, or images of several sizes
            raise _broken(source, error) from error
        if "image" not in features or ("label" not in features and num_classes is not None):
            raise InputError(
                f"{source} has the features {sorted(features)}: it needs image and label."
            )
        arrays[f"x_{split}"] = features["image"]
        # Where labels are ids and there are none, an image's id is its place.
        arrays[f"y_{split}"] = features.get("label", np.arange(len(features["image"])))
    return Dataset(name, source, num_classes=num_classes, **arrays)


def _broken(source: str, error: Exception) -> InputError:
    return InputError(f"{source} cannot be read ({_first_line(error)}): prepare it again.")


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".:")
