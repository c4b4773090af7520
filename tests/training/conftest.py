import importlib

import numpy as np
import pytest
from click.testing import CliRunner

# A network and data so small that a run takes a second or two.
SMALL = {
    "image-shape": (12, 12, 1),
    "num-classes": 3,
    "context-cnn": ((4, 3, 2, 0),),
    "glimpse-cnn": ((4, 3, 1, 0),),
    "num-glimpses": 2,
    "glimpse-size": 5,
    "memory-units": 8,
    "lstm-units": 12,
    "batch-size": 8,
    "epochs": 3,
}


@pytest.fixture
def small_data(tmp_path):
    """A folder with mnist.npz: 64 images of 12 x 12, a bar at one of three places."""
    rng = np.random.default_rng(0)

    def split(count):
        labels = rng.integers(0, 3, count)
        images = rng.integers(0, 50, (count, 12, 12))
        for image, label in zip(images, labels, strict=True):
            image[:, 4 * label + 1 : 4 * label + 3] += 200
        return images.astype("uint8"), labels

    folder = tmp_path / "data"
    folder.mkdir()
    (x, y), (x_test, y_test) = split(64), split(20)
    np.savez(folder / "mnist.npz", x_train=x, y_train=y, x_test=x_test, y_test=y_test)
    return folder


def run_program(name, *arguments):
    """Runs `python -m training.NAME` in this process."""
    program = importlib.import_module(f"training.{name}").main
    arguments = [str(argument) for argument in arguments]
    return CliRunner().invoke(program, arguments, prog_name=f"python -m training.{name}")


@pytest.fixture(name="run_program")
def run_program_fixture():
    return run_program


@pytest.fixture
def train_small(small_data, tmp_path):
    """Trains the small network into a folder; keywords override values of the recipe."""

    def train(folder, *flags, **values):
        values = {**SMALL, "data": small_data, **values}
        options = [part for name, value in values.items() for part in (f"--{name}", value)]
        arguments = ("digits_demo", "--run", tmp_path / folder, *options, *flags)
        return run_program("train", *arguments)

    return train


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    """The folder of two epochs of `digits_demo`."""
    folder = tmp_path_factory.mktemp("runs") / "digits"
    result = run_program("train", "digits_demo", "--epochs", 2, "--run", folder)
    assert result.exit_code == 0, result.output
    return folder
