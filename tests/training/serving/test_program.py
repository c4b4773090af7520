"""`python -m training.serve`: what to serve, and where."""

import shutil
import socket
import sys

import pytest

from training.cli.errors import InputError
from training.serve import find_version

pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]


def test_finds_the_latest_version(planted):
    assert find_version(planted, "planted") == planted / "planted" / "10"
    assert find_version(planted, "planted", 2) == planted / "planted" / "2"
    (planted / "padded" / "007").mkdir(parents=True)
    assert find_version(planted, "padded") == planted / "padded" / "007"
    with pytest.raises(InputError, match="no version 3 of .*: there are 2, 10"):
        find_version(planted, "planted", 3)
    with pytest.raises(InputError, match="no exported model .*training.export RUN --name other"):
        find_version(planted, "other")


def test_names_what_is_not_installed(planted, run_program, monkeypatch):
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    result = run_program("serve", "planted", "--root", planted)
    assert result.exit_code == 1
    assert "Serving needs uvicorn, which is not installed: pip install" in result.output


def test_broken_export(planted, run_program, tmp_path):
    shutil.copytree(planted / "planted" / "2", tmp_path / "planted" / "1")
    (tmp_path / "planted" / "1" / "saved_model.pb").write_bytes(b"broken")
    result = run_program("serve", "planted", "--root", tmp_path)
    assert result.exit_code == 1
    assert "cannot be loaded: export the model again" in result.output


def test_a_version_of_several(planted, run_program):
    result = run_program("serve", "planted", "other", "--root", planted, "--version", 2)
    assert result.exit_code == 1
    assert "A --version is one model's: name that one alone." in result.output


def test_two_models_of_one_name(planted, run_program, tmp_path):
    shutil.copytree(planted / "planted", tmp_path / "other" / "planted")
    shutil.copytree(planted / "planted", tmp_path / "planted")
    result = run_program("serve", "planted", "other/planted", "--root", tmp_path)
    assert result.exit_code == 1
    assert "Models of one server have different names: received planted, planted." in result.output


def test_port_in_use(planted, run_program):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run_program("serve", "planted", "--root", planted, "--port", port)
    assert result.exit_code == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in result.output


def test_warms_up(planted, tmp_path, monkeypatch):
    import tensorflow as tf

    from stawm_keras.export.warm_up import write_warm_up_requests
    from training.serving import ServedModel

    shutil.copytree(planted / "planted" / "2", tmp_path / "planted" / "1")
    model = ServedModel(tmp_path / "planted" / "1", 8)
    asked = []
    for name in ("double", "invert"):
        monkeypatch.setattr(
            model.signatures[name],
            "run",
            lambda arrays, name=name: asked.append((name, arrays["images"].shape)),
        )
    model.warm_up()
    assert asked == []  # An export of someone else's has no requests.
    dtypes = {"double": "float32", "invert": "uint8"}
    write_warm_up_requests(
        model.folder,
        {name: tf.TensorSpec((None, 2, 3), dtype, "images") for name, dtype in dtypes.items()},
    )
    model.warm_up()
    assert asked == [("double", (1, 2, 3)), ("invert", (1, 2, 3))]
