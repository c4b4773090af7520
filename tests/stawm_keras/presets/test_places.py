"""Presets that are bundled, in folders, and on the Hugging Face Hub."""

import shutil
import sys
import types

import pytest

from stawm_keras.models import STAWMClassifier
from stawm_keras.presets import files
from stawm_keras.presets import load_metadata


@pytest.fixture
def bundled(saved, tmp_path, monkeypatch):
    """A library with one bundled preset, `small`."""
    monkeypatch.setattr(files, "BUNDLED", tmp_path / "data")
    shutil.copytree(saved, tmp_path / "data/small")
    monkeypatch.chdir(tmp_path)


def test_bundled_by_name(bundled, classifier):
    loaded = STAWMClassifier.from_preset("small")
    assert loaded.count_params() == classifier.count_params()
    with pytest.raises(ValueError, match=r"bundled preset, of which there are \['small'\]"):
        STAWMClassifier.from_preset("large")
    with pytest.raises(ValueError, match="must be the path"):
        STAWMClassifier.from_preset("small/../../data")


def test_a_path_is_not_a_name(bundled, saved, tmp_path):
    classifier = STAWMClassifier.from_preset("small", load_weights=False)
    classifier.save_to_preset("small", {"data": "mine"})
    assert load_metadata("small")["about"] == {"data": "bars"}
    assert load_metadata("./small")["about"] == {"data": "mine"}
    assert load_metadata(tmp_path / "small")["about"] == {"data": "mine"}


@pytest.fixture
def hub(saved, tmp_path, monkeypatch):
    """A stand-in for `huggingface_hub`, whose cache is made of links; what it was asked for."""
    asked = []

    def hf_hub_download(repo_id, filename):
        asked.append(filename)
        if repo_id != "user/name":
            raise OSError(f"404 Client Error.\n\nRepository Not Found: {repo_id}.")
        snapshot = tmp_path / "snapshots"
        snapshot.mkdir(exist_ok=True)
        if not (snapshot / filename).exists():
            (snapshot / filename).symlink_to(saved / filename)
        return str(snapshot / filename)

    module = types.ModuleType("huggingface_hub")
    module.hf_hub_download = hf_hub_download
    monkeypatch.setitem(sys.modules, "huggingface_hub", module)
    return asked


def test_hub(hub, classifier):
    loaded = STAWMClassifier.from_preset("hf://user/name", load_weights=False)
    assert loaded.count_params() == classifier.count_params()
    assert "model.safetensors" not in hub
    STAWMClassifier.from_preset("hf://user/name")
    assert hub[-1] == "model.safetensors"


def test_what_the_hub_does_not_have(hub):
    with pytest.raises(
        ValueError, match="404 Client Error.*Received: preset='hf://user/other'"
    ) as e:
        STAWMClassifier.from_preset("hf://user/other")
    assert "\n" not in str(e.value)


def test_without_the_hubs_client(monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(ImportError, match="pip install huggingface_hub"):
        STAWMClassifier.from_preset("hf://user/name")
