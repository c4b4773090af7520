"""A preset that is not as it must be is refused in one sentence, before any of it is made."""

import hashlib
import json
import os
import shutil
import struct
import threading

import keras
import numpy as np
import pytest
from safetensors.numpy import load_file
from safetensors.numpy import save_file

from stawm_keras.models import STAWMClassifier
from stawm_keras.models import STAWMDrawer
from stawm_keras.models.configured_model import ConfiguredModel

LAMBDA = {
    "module": "keras.layers",
    "class_name": "Lambda",
    "config": {"function": {"class_name": "__lambda__", "config": {"value": "4wAAAA=="}}},
    "registered_name": None,
}


@pytest.fixture
def preset(saved, tmp_path):
    """A copy to tamper with."""
    return shutil.copytree(saved, tmp_path / "preset")


@pytest.fixture(autouse=True)
def never_made(monkeypatch):
    """Nothing of a refused model is made: only the thread that imagines it may begin to."""
    from_config = ConfiguredModel.from_config.__func__

    def watched(cls, config):
        assert threading.current_thread() is not threading.main_thread()
        return from_config(cls, config)

    monkeypatch.setattr(ConfiguredModel, "from_config", classmethod(watched))


def assert_refused(preset, match, model_class=STAWMClassifier):
    with pytest.raises(ValueError, match=match) as refusal:
        model_class.from_preset(preset)
    message = str(refusal.value)
    assert message.endswith(f"Received: preset={str(preset)!r}") and "\n" not in message


def edit_json(file, edit):
    value = json.loads(file.read_text())
    edit(value)
    file.write_text(json.dumps(value))


def rehash(preset):
    """Makes the metadata agree with the weights, as someone who tampers would."""
    sha256 = hashlib.sha256((preset / "model.safetensors").read_bytes()).hexdigest()
    edit_json(preset / "metadata.json", lambda metadata: metadata.update(weights_sha256=sha256))


def backbone_of(config):
    return config["config"]["backbone"]["config"]


def memory_of(config):
    return backbone_of(config)["memory"]["config"]


def layers_of(config):
    return backbone_of(config)["glimpse_cnn"]["config"]["layers"]


# === Config ===


@keras.saving.register_keras_serializable(package="tests")
def own_function(inputs):
    raise AssertionError("a preset cannot call what its user has registered")


def entry(module, class_name, registered_name=None, **more):
    names = {"module": module, "class_name": class_name, "registered_name": registered_name}
    return {**names, "config": {}, **more}


CONFIGS = {
    "another class": (
        lambda c: c.update(entry("keras", "Sequential")),
        "a model of stawm_keras.models",
    ),
    "a layer": (
        lambda c: c.update(
            entry(
                "stawm_keras.layers.glimpse.affine_glimpse",
                "AffineGlimpse",
                "stawm_keras>AffineGlimpse",
            )
        ),
        "a model of stawm_keras.models",
    ),
    "an unknown class": (lambda c: c.update(registered_name="stawm_keras>Other"), "Other"),
    "two names": (lambda c: c.update(class_name="STAWMDrawer"), "STAWMDrawer"),
    "a lambda": (lambda c: layers_of(c).append(LAMBDA), "Lambda|__lambda__"),
    "pickled code": (
        lambda c: layers_of(c).append(entry("keras.layers", "TorchModuleWrapper")),
        "TorchModuleWrapper",
    ),
    "a module": (lambda c: layers_of(c).append(entry("os", "system")), "'os'"),
    "a private module": (
        lambda c: layers_of(c).append(entry("keras.src.layers.core.dense", "Dense", "Dense")),
        "keras.src.layers.core.dense",
    ),
    "a function": (
        lambda c: layers_of(c)[1]["config"].update(
            activation={**entry("builtins", "function", "eval"), "config": "eval"}
        ),
        "builtins",
    ),
    "a function of the user's": (
        lambda c: layers_of(c)[1]["config"].update(activation="tests>own_function"),
        "names 'tests>own_function', which is registered here",
    ),
    "names that are no names": (
        lambda c: layers_of(c).append(entry(["keras.layers"], "Dense")),
        r"\['keras.layers'\]",
    ),
    "an old form": (lambda c: layers_of(c)[1].pop("module"), "'module': None"),
    "something to compile": (lambda c: c.update(compile_config={"loss": "mse"}), "STAWMClassifier"),
    "an array": (
        lambda c: backbone_of(c).update(
            mean={"class_name": "__numpy__", "config": {"value": [1], "dtype": "S999999999"}}
        ),
        "__numpy__",
    ),
    "an infinite number": (lambda c: memory_of(c).update(eta=1e999), "Infinity is no number"),
    "a huge scale": (lambda c: memory_of(c).update(scale=1e308), "1e.308 .scale"),
    "a huge integer": (lambda c: memory_of(c).update(scale=10**400), "0000 .scale"),
    "a tiny deviation": (lambda c: backbone_of(c).update(std=[1e-320]), "1e-320 .0., and numbers"),
    "half a character": (lambda c: c["config"].update(name="a\ud800"), "is not JSON"),
    "half a character for a key": (lambda c: c["config"].update({"\ud800": 1}), "is not JSON"),
    "a long CNN": (
        lambda c: backbone_of(c).update(context_cnn=[[1, 1, 1, 0]] * 201),
        "a list of 201 convolutions, and at most 200 are taken",
    ),
    "an unknown argument": (
        lambda c: layers_of(c)[1]["config"].update(colour="red"),
        "makes no STAWMClassifier",
    ),
    "a wrong argument": (
        lambda c: backbone_of(c).update(glimpse_size="5"),
        "makes no STAWMClassifier",
    ),
    "another size": (
        lambda c: c["config"].update(num_classes=4),
        "and its metadata says",
    ),
    "no arguments": (lambda c: c.update(config=None), "makes no STAWMClassifier"),
}


@pytest.mark.parametrize("case", CONFIGS)
def test_config(preset, case):
    edit, match = CONFIGS[case]
    edit_json(preset / "config.json", edit)
    assert_refused(preset, match)


@pytest.mark.parametrize("name", ["config.json", "metadata.json"])
@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("{", "is not JSON"),
        ("", "is not JSON"),
        ("\xff", "is not JSON"),
        ('{"eta": NaN}', "NaN is no number"),
        ("[" * 100_000, "is not JSON"),
        ("[" + "0," * 600_000 + "0]", "is longer than 1,048,576 bytes"),
        ("[]", "A preset is a model|format version None"),
        ('{"eta": 1e999}', "has the number inf .eta|format version None"),
    ],
)
def test_json(preset, name, text, match):
    (preset / name).write_text(text, encoding="latin-1")
    assert_refused(preset, match)


def test_other_models(preset):
    assert_refused(preset, "is a STAWMClassifier, .* not with STAWMDrawer.from_preset", STAWMDrawer)


# === Metadata ===


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"format_version": 1}, "format version 1, and .* reads version 2: save its model again"),
        ({"format_version": None}, "format version None"),
        ({"weights_sha256": "0" * 64}, "another SHA-256 than its metadata says"),
        ({"weights_sha256": "../weights"}, "must give parameter_count"),
        ({"weights_dtype": "object"}, "must give parameter_count"),
        ({"weights_dtype": ["float32"]}, "must give parameter_count"),
        ({"parameter_count": "many"}, "must give parameter_count"),
        ({"parameter_count": 7}, "and its metadata says 7"),
        ({"weights_dtype": "float16"}, "bytes, and|has shape"),
    ],
)
def test_metadata(preset, change, match):
    edit_json(preset / "metadata.json", lambda metadata: metadata.update(change))
    assert_refused(preset, match)


# === Weights ===


def rewrite(change):
    """Tampers with the arrays by name."""

    def tamper(file):
        arrays = {name: array.copy() for name, array in load_file(file).items()}
        change(arrays)
        save_file(arrays, file)

    return tamper


def rewrite_header(change):
    """Tampers with what the file says of its arrays."""

    def tamper(file):
        content = file.read_bytes()
        end = 8 + struct.unpack("<Q", content[:8])[0]
        header = json.loads(content[8:end])
        change(header)
        text = json.dumps(header).encode()
        file.write_bytes(struct.pack("<Q", len(text)) + text + content[end:])

    return tamper


def first(arrays):
    return min(arrays)


def append(data):
    return lambda file: file.write_bytes(file.read_bytes() + data)


def pad_header(file):
    content = file.read_bytes()
    file.write_bytes(struct.pack("<Q", 2**62) + content[8:])


WEIGHTS = {
    "broken": (lambda file: file.write_bytes(file.read_bytes()[:-30]), "cannot be read"),
    "no such file": (lambda file: file.write_bytes(b"weights"), "cannot be read"),
    "empty": (lambda file: file.write_bytes(b""), "cannot be read"),
    "too long": (append(bytes(10**6)), "take more than .* hold all that its config asks for"),
    "more than its arrays": (append(b"more"), "cannot be read"),
    "a header that is too long": (pad_header, "cannot be read"),
    "missing": (rewrite(lambda a: a.pop(first(a))), "missing are .'0000-"),
    "extra": (rewrite(lambda a: a.update(more=np.zeros(2, "float32"))), "more"),
    "path that leaves": (
        rewrite(lambda a: a.update({"../0099-kernel": np.zeros(2, "float32")})),
        r"\.\./0099-kernel",
    ),
    "wrong shape": (
        rewrite(lambda a: a.update({first(a): a[first(a)].ravel()})),
        "0000-kernel has shape .* in place of",
    ),
    "wrong dtype": (
        rewrite(lambda a: a.update({first(a): a[first(a)].astype("int32")})),
        "dtype int32, in place of",
    ),
    "dtype that NumPy lacks": (
        rewrite_header(lambda h: h[first(h)].update(dtype="F8_E4M3")),
        "cannot be read",
    ),
    "not finite": (rewrite(lambda a: a[first(a)].fill(np.nan)), "0000-kernel is not finite"),
    "infinite": (rewrite(lambda a: a[first(a)].fill(-np.inf)), "0000-kernel is not finite"),
    "says it is huge": (
        rewrite_header(lambda h: h[first(h)].update(shape=[10**9, 10**9])),
        "cannot be read",
    ),
    "arrays that overlap": (
        rewrite_header(lambda h: h[max(h)].update(data_offsets=h[min(h)]["data_offsets"])),
        "cannot be read",
    ),
}


@pytest.mark.parametrize("case", WEIGHTS)
def test_weights(preset, case):
    tamper, match = WEIGHTS[case]
    before = (preset / "model.safetensors").read_bytes()
    with np.errstate(invalid="ignore"):
        tamper(preset / "model.safetensors")
    assert (preset / "model.safetensors").read_bytes() != before
    assert_refused(preset, "another SHA-256|hold all")
    rehash(preset)
    assert_refused(preset, match)


# === Places ===


@pytest.mark.parametrize("name", ["config.json", "metadata.json", "model.safetensors"])
def test_missing_files_and_links(preset, tmp_path, name):
    outside = (preset / name).rename(tmp_path / "outside")
    assert_refused(preset, f"has no file {name}")
    (preset / name).symlink_to(outside)
    assert_refused(preset, f"{name} is a link that leaves its folder")
    outside.unlink()
    assert_refused(preset, f"has no file {name}")


@pytest.mark.parametrize("name", ["config.json", "metadata.json", "model.safetensors"])
def test_what_is_no_regular_file(preset, name):
    (preset / name).unlink()
    os.mkfifo(preset / name)
    assert_refused(preset, f"has no file {name}")
    (preset / name).unlink()
    (preset / name).symlink_to("/dev/zero")
    assert_refused(preset, f"has no file {name}")


@pytest.mark.parametrize("name", ["stawm_nothing", "../data", "", "nowhere/preset"])
def test_no_such_preset(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="(must be the path of|has no file).*Received: preset="):
        STAWMClassifier.from_preset(name)
