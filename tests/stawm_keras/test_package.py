"""The package that pip builds is whole: it needs nothing of the repository."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The folder of an unpacked wheel; made of a copy, as building leaves files behind."""
    folder = tmp_path_factory.mktemp("package")
    source = folder / "source"
    shutil.copytree(ROOT / "stawm_keras", source / "stawm_keras")
    for file in ROOT.iterdir():
        if file.is_file():
            shutil.copy(file, source)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    subprocess.run(
        [*command, "--no-build-isolation", "--wheel-dir", folder, source], check=True, cwd=folder
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def files(folder):
    """What the library is made of."""
    paths = (path.relative_to(folder) for path in (folder / "stawm_keras").rglob("*"))
    return {path for path in paths if (folder / path).is_file() and path.suffix != ".pyc"}


def test_holds_all_files_of_the_library_and_no_others(unpacked):
    assert files(unpacked) == files(ROOT)
    assert {path.name.partition("-")[0] for path in unpacked.iterdir()} == {"stawm_keras"}
    names = {file.name for file in (unpacked / "stawm_keras/presets/data/stawm_mnist_8").iterdir()}
    assert names == {"README.md", "config.json", "metadata.json", "model.safetensors"}


def test_loads_a_preset_without_the_repository(unpacked):
    """Nor what is only needed beside it: importing that raises."""
    code = """if True:
        import sys
        sys.modules.update(dict.fromkeys(["training", "click", "matplotlib", "jax"]))
        import stawm_keras
        assert stawm_keras.__file__.startswith(sys.argv[1]), stawm_keras.__file__
        model = stawm_keras.models.STAWMClassifier.from_preset("stawm_mnist_8")
        assert model.count_params() > 10**6
    """
    variables = {**os.environ, "PYTHONPATH": str(unpacked)}
    subprocess.run(
        [sys.executable, "-c", code, unpacked], check=True, cwd=unpacked.parent, env=variables
    )
