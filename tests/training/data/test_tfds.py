import socket
import sys

import pytest

from training.cli.errors import InputError
from training.data import load
from training.data import tfds


class Stub:
    """Stands for a library that was asked for a data set and failed."""

    def builder(self, name):
        raise ConnectionError(f"Failed to reach the host of {name}.\nMany more lines.")


def test_failed_download(monkeypatch):
    monkeypatch.setattr(tfds, "_library", Stub)
    message = r"could not provide mnist \(Failed to reach the host of mnist\): check the name and"
    with pytest.raises(InputError, match=message):
        load("mnist", "tfds", 10)


class NotPrepared:
    """Stands for a library whose download would take minutes to fail."""

    def builder(self, name):
        return self

    def is_prepared(self):
        return False

    def download_and_prepare(self):
        raise AssertionError("nothing is downloaded without a network")


def test_without_a_network(monkeypatch):
    monkeypatch.setattr(tfds, "_library", NotPrepared)
    monkeypatch.setattr(tfds, "SERVER", "http://127.0.0.1:9")  # Nobody listens there.
    message = r"could not provide mnist \(http.* cannot be reached\): check .* or name a folder"
    with pytest.raises(InputError, match=message):
        load("mnist", "tfds", 10)


def test_with_a_network_that_does_not_answer(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(tfds, "SERVER", f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setattr(tfds, "PATIENCE", 0.2)
        assert not tfds._reachable()


def test_without_the_library(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow_datasets", None)
    with pytest.raises(InputError, match="not installed: run 'pip install tensorflow tensorflow-d"):
        load("mnist", "tfds", 10)


def store(folder, splits):
    """Prepare a data set `toy` below the folder."""
    import tensorflow as tf

    library = pytest.importorskip("tensorflow_datasets")
    kinds = {
        "image": library.features.Image(shape=(5, 4, 3)),
        "label": library.features.ClassLabel(num_classes=3),
    }
    library.dataset_builders.store_as_tfds_dataset(
        name="toy",
        version="1.0.0",
        features=library.features.FeaturesDict({name: kinds[name] for name in splits["train"]}),
        split_datasets={
            name: tf.data.Dataset.from_tensor_slices(split) for name, split in splits.items()
        },
        data_dir=folder,
    )


def rows(x, y):
    """Images and labels as a set: preparing shuffles."""
    return sorted((int(label), image.tobytes()) for image, label in zip(x, y, strict=True))


@pytest.fixture
def splits(arrays):
    return {
        split: {"image": arrays[f"x_{split}"], "label": arrays[f"y_{split}"]}
        for split in ("train", "test")
    }


@pytest.mark.tensorflow
def test_prepared_folder(tmp_path, splits):
    store(tmp_path, splits)
    dataset = load("toy", str(tmp_path), 3)
    assert dataset.source == f"tfds folder {tmp_path / 'toy' / '1.0.0'}"
    for x, y, split in (
        (dataset.x_train, dataset.y_train, "train"),
        (dataset.x_test, dataset.y_test, "test"),
    ):
        assert rows(x, y) == rows(splits[split]["image"], splits[split]["label"])

    damaged = next((tmp_path / "toy" / "1.0.0").glob("*train*tfrecord*"))
    damaged.write_bytes(damaged.read_bytes()[:-20])
    with pytest.raises(InputError, match=r"^tfds folder .* cannot be read .*: prepare it again"):
        load("toy", str(tmp_path), 3)
    (tmp_path / "toy" / "1.0.0" / tfds.MARKER).write_text("{")
    with pytest.raises(InputError, match=r"^tfds folder .* cannot be read .*: prepare it again"):
        load("toy", str(tmp_path), 3)


@pytest.mark.tensorflow
def test_images_without_labels(tmp_path, splits):
    for split in splits.values():
        del split["label"]
    store(tmp_path, splits)
    dataset = load("toy", str(tmp_path), None)
    assert dataset.y_train.tolist() == list(range(9))
    with pytest.raises(InputError, match=r"has the features \['image'\]: it needs image and label"):
        load("toy", str(tmp_path), 3)


@pytest.mark.tensorflow
def test_missing_split(tmp_path, splits):
    store(tmp_path, {"train": splits["train"]})
    with pytest.raises(InputError, match=r"has the splits \['train'\]: it needs train and test"):
        load("toy", str(tmp_path), 3)


def test_several_versions(tmp_path):
    pytest.importorskip("tensorflow_datasets")
    for version in ("1.0.0", "2.0.0"):
        marker = tmp_path / "toy" / version / tfds.MARKER
        marker.parent.mkdir(parents=True)
        marker.touch()
    with pytest.raises(
        InputError, match=r"holds 2 versions, '.*1.0.0' and '.*2.0.0' .*: leave one"
    ):
        load("toy", str(tmp_path), 3)
