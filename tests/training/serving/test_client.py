"""The clients in docs/serving.md and in examples/client, as they stand there."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from asking import running
from PIL import Image as image

pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]

PROJECT = Path(__file__).parents[3]
DIGIT = PROJECT / "examples/client/digit.png"


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """URL of a model that tells a three from a black image by its brightness."""
    import tensorflow as tf

    from stawm_keras.export.pictures import images_of
    from training.serving import Limits
    from training.serving import ServedModel

    @tf.function(input_signature=[tf.TensorSpec((None, 28, 28, 1), "uint8", name="images")])
    def classify(images):
        bright = tf.reduce_max(images, axis=(1, 2, 3)) > 0
        label = tf.where(bright, tf.constant(3, "int64"), 0)
        return {"label": label, "probabilities": 0.75 * tf.one_hot(label, 10)}

    @tf.function(input_signature=[tf.TensorSpec((None,), "string", name="image_bytes")])
    def classify_pictures(image_bytes):
        seen = classify(tf.cast(images_of(image_bytes, (28, 28, 1), "crop"), "uint8"))
        return {"name": tf.where(seen["label"] == 3, "drei", "schwärze"), **seen}

    folder = tmp_path_factory.mktemp("models") / "digits" / "1"
    signatures = {"classify_uint8": classify, "classify_pictures": classify_pictures}
    tf.saved_model.save(tf.Module(), str(folder), signatures=signatures)
    with running(ServedModel(folder, 8), Limits(2**20, 60, 10_000)) as address:
        yield f"{address}/v1/models/digits"


@pytest.mark.parametrize("start", ["curl .*:predict", r"printf .*\n.*:predict"])
def test_curl(digits, start):
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    page = (PROJECT / "docs/serving.md").read_text()
    (line,) = re.findall(f"^{start}$", page, re.MULTILINE)
    line = line.replace("http://127.0.0.1:8501/v1/models/digits_demo", digits)
    line = line.replace("curl ", "curl --silent ")
    said = subprocess.run(
        ["sh", "-c", line], cwd=PROJECT, capture_output=True, timeout=60, check=True
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
    image.new("RGB", (90, 80)).save(tmp_path / "black one.webp")
    said = ask(digits, DIGIT, tmp_path / "black one.webp")
    assert said.stderr == ""
    assert said.stdout.splitlines() == [
        f"{DIGIT}: drei (75.0%)",
        f"{tmp_path / 'black one.webp'}: schwärze (75.0%)",
    ]


def test_python_says_in_a_sentence_what_is_wrong(digits, tmp_path):
    file = tmp_path / "a.png"
    file.write_text("no picture")
    address = digits.removesuffix("digits")
    for url, given, sentence in (
        (digits, file, f"{file}: Picture 1 is no PNG, JPEG, WebP, GIF or BMP."),
        (digits, tmp_path / "b.png", f"{tmp_path / 'b.png'}: No such file or directory"),
        (f"{address}no", DIGIT, f"{DIGIT}: There is no model 'no': this server has 'digits'."),
        (
            "http://127.0.0.1:1/v1/models/digits",
            DIGIT,
            "No server answers at http://127.0.0.1:1/v1",
        ),
    ):
        said = ask(url, given)
        assert (said.returncode, said.stdout) == (1, "")
        assert said.stderr.startswith(sentence) and said.stderr.count("\n") == 1, said.stderr
