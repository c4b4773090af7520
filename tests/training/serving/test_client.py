"""The clients in docs/serving.md and in examples/client, as they stand there."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from asking import running

pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]

PROJECT = Path(__file__).parents[3]
DIGIT = PROJECT / "examples/client/digit.png"


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """URL of a model that tells a three from a black image by its brightness."""
    import tensorflow as tf

    from training.serving import Limits
    from training.serving import ServedModel

    @tf.function(input_signature=[tf.TensorSpec((None, 28, 28, 1), "uint8", name="images")])
    def classify(images):
        bright = tf.reduce_max(images, axis=(1, 2, 3)) > 0
        label = tf.where(bright, tf.constant(3, "int64"), 0)
        return {"label": label, "probabilities": 0.75 * tf.one_hot(label, 10)}

    folder = tmp_path_factory.mktemp("models") / "digits" / "1"
    model = tf.Module()
    tf.saved_model.save(model, str(folder), signatures={"classify_uint8": classify})
    with running(ServedModel(folder, 8), Limits(2**20, 60)) as address:
        yield f"{address}/v1/models/digits"


def test_curl(digits):
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    page = (PROJECT / "docs/serving.md").read_text()
    (line,) = re.findall(r"^curl .*:predict$", page, re.MULTILINE)
    line = line.replace("http://127.0.0.1:8501/v1/models/digits_demo", digits)
    said = subprocess.run(
        [*shlex.split(line), "--silent"], cwd=PROJECT, capture_output=True, timeout=60, check=True
    )
    ((seen,),) = json.loads(said.stdout).values()
    assert seen["label"] == 3


def ask(*arguments):
    return subprocess.run(
        [sys.executable, PROJECT / "examples/client/classify.py", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_python(digits, tmp_path):
    image = pytest.importorskip("PIL.Image")
    image.new("L", (28, 28)).save(tmp_path / "black.png")
    said = ask(digits, DIGIT, tmp_path / "black.png")
    assert said.stdout == f"{DIGIT}: 3 (75.0%)\n{tmp_path / 'black.png'}: 0 (75.0%)\n", said.stderr


def test_python_says_what_the_server_says(digits, tmp_path):
    image = pytest.importorskip("PIL.Image")
    image.new("L", (27, 28)).save(tmp_path / "narrow.png")
    said = ask(digits, tmp_path / "narrow.png")
    assert said.returncode == 1
    assert said.stderr == (
        "images must have the shape (any, 28, 28, 1): received (1, 28, 27, 1).\n"
    )
