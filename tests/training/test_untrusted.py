"""What comes from others: it is taken, or refused in a sentence, whatever is in it.

Some examples of each with the slow tests, always the same; by hand as many others as one likes:

    FUZZ_EXAMPLES=20000 .venv/bin/python -m pytest tests/training/test_untrusted.py -n 0 -m slow
"""

import contextlib
import hashlib
import io
import json
import os
import shutil

import keras
import numpy as np
import pytest
from alarm import in_time
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from mutations import damaged
from mutations import distorted
from PIL import Image
from small_classifier import classifier

from stawm_keras.presets import load_metadata
from stawm_keras.presets import load_preset
from training.cli import recipe_file
from training.cli.errors import InputError
from training.data import load
from training.data.picture import read_picture
from training.runs.restore import restore

BY_HAND = int(os.environ.get("FUZZ_EXAMPLES", "0"))

pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]
fuzzed = settings(
    max_examples=BY_HAND or 30,
    derandomize=not BY_HAND,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@contextlib.contextmanager
def taken_or_refused(*errors):
    """Nothing else happens, in a minute at most."""
    try:
        with in_time():
            yield
    except errors as error:
        assert str(error) and "\n" not in str(error)


@contextlib.contextmanager
def changed(file, content):
    """A file with other content, until the end of the block."""
    before = file.read_bytes()
    file.write_bytes(content)
    try:
        yield
    finally:
        file.write_bytes(before)


def as_json(value):
    return json.dumps(value).encode()


@pytest.fixture(scope="module")
def preset(tmp_path_factory):
    folder = tmp_path_factory.mktemp("presets") / "small"
    classifier().save_to_preset(folder, {"data": "noise"})
    return folder


@pytest.mark.parametrize("name", ["config.json", "metadata.json"])
@fuzzed
@given(data=st.data())
def test_presets(name, preset, data):
    file = preset / name
    before = file.read_bytes()
    other = data.draw(
        st.one_of(distorted(json.loads(before)).map(as_json), damaged(before)), label=name
    )
    with changed(file, other), taken_or_refused(ValueError):
        load_metadata(preset)
        load_preset(keras.Model, preset)


@fuzzed
@given(data=st.data())
def test_weights_whose_hash_was_made_to_fit(preset, data):
    weights = data.draw(damaged((preset / "model.safetensors").read_bytes()), label="weights")
    metadata = json.loads((preset / "metadata.json").read_text())
    metadata["weights_sha256"] = hashlib.sha256(weights).hexdigest()
    with (
        changed(preset / "metadata.json", as_json(metadata)),
        changed(preset / "model.safetensors", weights),
        taken_or_refused(ValueError),
    ):
        load_preset(keras.Model, preset)


@pytest.fixture(scope="module")
def run(small_run, tmp_path_factory):
    return shutil.copytree(small_run, tmp_path_factory.mktemp("runs") / "run")


@pytest.mark.parametrize("name", ["config.json", "metrics.jsonl", "checkpoints/last.keras"])
@fuzzed
@given(data=st.data())
def test_runs(name, run, data):
    before = (run / name).read_bytes()
    others = [damaged(before)]
    if name == "config.json":
        others.append(distorted(json.loads(before)).map(as_json))
    other = data.draw(st.one_of(others), label=name)
    with changed(run / name, other), taken_or_refused(InputError):
        restore(run)


@fuzzed
@given(data=st.data())
def test_recipes(run, tmp_path_factory, data):
    file = tmp_path_factory.getbasetemp() / "recipe.json"
    recipe = json.loads((run / "config.json").read_text())
    file.write_bytes(data.draw(distorted(recipe).map(as_json), label="recipe"))
    with taken_or_refused(InputError):
        recipe_file.read(file)


@fuzzed
@given(data=st.data())
def test_npz(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp()
    file, labels = io.BytesIO(), np.arange(4) % 2
    images = np.zeros((4, 5, 5), "uint8")
    save = data.draw(st.sampled_from([np.savez, np.savez_compressed]))
    save(file, x_train=images, y_train=labels, x_test=images, y_test=labels)
    (folder / "toy.npz").write_bytes(data.draw(damaged(file.getvalue()), label="npz"))
    with taken_or_refused(InputError):
        load("toy", str(folder), 2)


def encoded(kind, mode):
    file = io.BytesIO()
    pixels = np.random.default_rng(0).integers(0, 256, (9, 7, 4), dtype="uint8")
    Image.fromarray(pixels, "RGBA").convert(mode).save(file, kind)
    return file.getvalue()


PICTURES = [
    encoded(kind, mode)
    for kind, modes in {
        "PNG": ("RGBA", "L", "P", "1", "LA"),
        "JPEG": ("RGB", "L", "CMYK"),
        "WEBP": ("RGBA",),
        "GIF": ("P",),
        "BMP": ("RGB", "P"),
    }.items()
    for mode in modes
]


@fuzzed
@given(picture=st.sampled_from(PICTURES).flatmap(damaged))
def test_pictures(tmp_path_factory, picture):
    file = tmp_path_factory.getbasetemp() / "picture"
    file.write_bytes(picture)
    with taken_or_refused(InputError):
        read_picture(file)


@pytest.fixture(scope="module")
def signatures(tmp_path_factory):
    from stawm_keras.export import export_saved_model
    from training.serving import ServedModel

    model = classifier()
    folder = tmp_path_factory.mktemp("exported")
    return ServedModel(folder / export_saved_model(model, folder, "small"), 8).signatures


@fuzzed
@given(data=st.data())
def test_bodies_of_requests(signatures, data):
    from training.serving.messages import answer
    from training.serving.refused import Refused

    instances = np.zeros((2, 12, 10, 2), int).tolist()
    body = {"signature_name": "classify", "instances": instances}
    by_column = {"signature_name": "glimpses", "inputs": {"images": instances}}
    value = data.draw(st.sampled_from([body, by_column]))
    other = data.draw(
        st.one_of(distorted(value).map(as_json), damaged(as_json(value))), label="body"
    )
    with taken_or_refused(Refused):
        json.loads(answer(other, signatures, 1000))
