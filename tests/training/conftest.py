import importlib
import shutil

import numpy as np
import pytest
from click.testing import CliRunner

# A network and data so small that a run takes a second or two.
SMALL_DATA = {
    "image-shape": (12, 12, 1),
    "num-classes": 3,
    "batch-size": 8,
    "epochs": 3,
    "board-every": 0,  # Pictures take longer than all the rest.
}
SMALL_NAMES = ("links", "in der Mitte", "östlich")
SMALL = {
    **SMALL_DATA,
    "context-cnn": ((4, 3, 2, 0),),
    "glimpse-cnn": ((4, 3, 1, 0),),
    "num-glimpses": 2,
    "glimpse-size": 5,
    "memory-units": 8,
    "lstm-units": 12,
}


def write_small_data(folder):
    """mnist.npz: 64 images of 12 x 12, a bar at one of three places."""
    rng = np.random.default_rng(0)

    def split(count):
        labels = rng.integers(0, 3, count)
        images = rng.integers(0, 50, (count, 12, 12))
        for image, label in zip(images, labels, strict=True):
            image[:, 4 * label + 1 : 4 * label + 3] += 200
        return images.astype("uint8"), labels

    folder.mkdir()
    (x, y), (x_test, y_test) = split(64), split(20)
    np.savez(folder / "mnist.npz", x_train=x, y_train=y, x_test=x_test, y_test=y_test)
    return folder


@pytest.fixture
def small_data(tmp_path):
    """A folder with small data."""
    return write_small_data(tmp_path / "data")


@pytest.fixture(scope="session")
def small_values(tmp_path_factory):
    """The recipe's values of the small network, on small data."""
    values = {name: value for name, value in SMALL.items() if name != "board-every"}
    return {**values, "data": write_small_data(tmp_path_factory.mktemp("small") / "data")}


def run_program(name, *arguments):
    """Runs `python -m training.NAME` in this process."""
    program = importlib.import_module(f"training.{name}").main
    arguments = [str(argument) for argument in arguments]
    return CliRunner().invoke(program, arguments, prog_name=f"python -m training.{name}")


@pytest.fixture(name="run_program", scope="session")
def run_program_fixture():
    return run_program


def train_recipe(recipe, folder, *flags, **values):
    """Trains a recipe into a folder; keywords that are not `None` override its values."""
    given = {name: value for name, value in values.items() if value is not None}
    options = [part for name, value in given.items() for part in (f"--{name}", value)]
    return run_program("train", recipe, "--run", folder, *options, *flags)


@pytest.fixture
def small():
    """The values of the small network, by option."""
    return SMALL


@pytest.fixture
def train_small(small_data, tmp_path):
    """Trains the small network into a folder; keywords override values of the recipe."""

    def train(folder, *flags, **values):
        values = {**SMALL, "data": small_data, **values}
        return train_recipe("digits_demo", tmp_path / folder, *flags, **values)

    return train


@pytest.fixture(scope="session")
def small_run(tmp_path_factory):
    """The folder of a short run of the small classifier, evaluated; not to be changed."""
    root = tmp_path_factory.mktemp("small")
    values = {**SMALL, "data": write_small_data(root / "data"), "class-names": SMALL_NAMES}
    for result in (
        train_recipe("digits_demo", root / "run", **values),
        run_program("evaluate", root / "run"),
    ):
        assert result.exit_code == 0, result.output
    return root / "run"


@pytest.fixture
def finished(small_run, tmp_path):
    """A copy of the short run, in `run`, that can be changed; what `train_small` needs to go on."""
    shutil.copytree(small_run, tmp_path / "run")
    return {"data": small_run.parent / "data", "class-names": SMALL_NAMES}


@pytest.fixture(scope="session")
def small_runs(tmp_path_factory):
    """Folders of short runs for every other task, by the recipe's name."""
    root = tmp_path_factory.mktemp("tasks")
    data = write_small_data(root / "data")
    drawing = {**SMALL, "data": data, "latent-units": 2, "learning-rate": 0.01}
    over = {**drawing, "dataset": "mnist"}
    vae = {**SMALL_DATA, "data": data, "convs": ((4, 4, 2, 1),), "dataset": "mnist"}
    classes = {**SMALL_DATA, "data": data, "from": root / "mnist_draw_6"}
    steps = {"num-glimpses": 2, "write-size": 3, "units": 12, "latent-units": 3}
    recipes = {
        "mnist_draw_6": drawing,
        "mnist_generate_10": {**SMALL_DATA, **steps, "data": data, "learning-rate": 0.01},
        "celeba_draw_32": over,
        "mnist_sketchpad": drawing,
        "cifar10_beta_vae": vae,
        "mnist_self_supervised": classes,
        "cifar10_beta_vae_self_supervised": {
            **classes,
            "dataset": "mnist",
            "from": root / "cifar10_beta_vae",
        },
    }
    pairs = {**SMALL_DATA, "data": data, "scene-size": 24, "image-shape": None}
    pairs |= {"cnn": ((8, 4, 2, 1), (8, 4, 2, 1)), "units": 8, "embedding-units": 4}
    recipes["mnist_captions"] = {**pairs, "attention-units": 4, "learning-rate": 0.01}
    for recipe, values in recipes.items():
        result = train_recipe(recipe, root / recipe, **values)
        assert result.exit_code == 0, (recipe, result.output)
    return {recipe: root / recipe for recipe in recipes}


@pytest.fixture(scope="session")
def watched_run(tmp_path_factory):
    """The folder of a sketchpad's run of two epochs, which TensorBoard shows after each."""
    root = tmp_path_factory.mktemp("watched")
    values = {**SMALL, "data": write_small_data(root / "data"), "dataset": "mnist", "epochs": 2}
    values |= {"canvas": "over", "latent-units": 3, "board-every": 1}
    result = train_recipe("mnist_sketchpad", root / "run", **values)
    assert result.exit_code == 0, result.output
    return root / "run"


@pytest.fixture(name="train_recipe")
def train_recipe_fixture():
    return train_recipe


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    """The folder of an epoch of `digits_demo`."""
    folder = tmp_path_factory.mktemp("runs") / "digits"
    result = train_recipe("digits_demo", folder, **{"epochs": 1, "board-every": 0})
    assert result.exit_code == 0, result.output
    return folder
