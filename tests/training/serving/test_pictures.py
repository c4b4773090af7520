"""Requests with encoded pictures in them."""

import base64
import io
import json
import shutil
import struct
import subprocess
import zlib

import numpy as np
import pytest
from asking import ask
from PIL import Image

from training.serving.pictures import decodable
from training.serving.refused import Refused

pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]

PIXELS = np.arange(5 * 3 * 3, dtype="uint8").reshape(5, 3, 3)


def encoded(kind, mode="RGB", **options):
    """A file of a picture of 5 x 3."""
    file = io.BytesIO()
    Image.fromarray(PIXELS).convert(mode).save(file, kind, **options)
    return file.getvalue()


PNG = encoded("PNG")


def b64(content):
    return {"b64": base64.b64encode(content).decode()}


def row(content):
    return {"name": "5 Zeilen, schön", "decoded_bytes": b64(content)}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"instances": [b64(PNG)]}, {"predictions": [row(PNG)]}),
        ({"instances": [{"image_bytes": b64(PNG)}] * 2}, {"predictions": [row(PNG)] * 2}),
        (
            {"inputs": [b64(PNG)] * 2},
            {"outputs": {"name": ["5 Zeilen, schön"] * 2, "decoded_bytes": [b64(PNG)] * 2}},
        ),
        (
            {"inputs": {"image_bytes": [b64(PNG)]}},
            {"outputs": {"name": ["5 Zeilen, schön"], "decoded_bytes": [b64(PNG)]}},
        ),
    ],
)
def test_predicts(served, given, expected):
    assert ask(f"{served}:predict", {"signature_name": "measure", **given}) == (200, expected)


@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        ({"instances": [b64(PNG), b64(b"text")]}, 400, "Picture 2 is no PNG, JPEG, WebP, GIF or B"),
        ({"instances": [b64(b"")]}, 400, "Picture 1 is no PNG"),
        ({"instances": [b64(encoded("TIFF"))]}, 400, "Picture 1 is no PNG"),
        ({"instances": ["text"]}, 400, "Picture 1 is no PNG"),
        ({"instances": [b64(PNG[:-20])]}, 400, "A picture cannot be decoded: it is cut or broken."),
        ({"instances": [b64(encoded("GIF")[:-9])]}, 400, "Picture 1 cannot be decoded: "),
        ({"instances": [b64(PNG)] * 7}, 413, "may have 100 pixels in all: received more"),
        ({"instances": [b64(PNG)] * 9}, 413, "may have 8 rows: received 9"),
        ({"instances": [{"b64": "?"}]}, 400, "image_bytes must be in base64: "),
        ({"instances": [{"b64": "é"}]}, 400, "image_bytes must be in base64: "),
        ({"instances": [{"b64": 3}]}, 400, "Inputs must be image_bytes: received b64"),
        ({"instances": [{"image_bytes": {"b64": 3}}]}, 400, 'must be {"b64": "..."} or texts'),
        ({"instances": [3]}, 400, 'must be {"b64": "..."} or texts'),
        ({"inputs": [[b64(PNG)]]}, 400, r"must have the shape (any): received (1, 1)"),
    ],
)
def test_refuses(served, given, status, sentence):
    found, answer = ask(f"{served}:predict", {"signature_name": "measure", **given})
    assert (found, list(answer)) == (status, ["error"])
    assert sentence in answer["error"]


def decoded(content):
    """What TensorFlow is given for a picture, as Pillow reads it."""
    (given,) = decodable(np.array([content], object), 10_000)
    with Image.open(io.BytesIO(given)) as image:
        assert image.format in ("PNG", "JPEG")
        return np.asarray(image.convert("RGB"))


def test_what_tensorflow_cannot_decode_becomes_what_it_can():
    exif = Image.Exif()
    exif[0x0112] = 3
    frames = [Image.fromarray(255 - PIXELS)] * 3
    for content in (
        encoded("BMP"),
        encoded("WEBP", lossless=True, save_all=True, append_images=frames),
        encoded("GIF", save_all=True, append_images=frames),
    ):
        np.testing.assert_array_equal(decoded(content), PIXELS)
    few = Image.fromarray(PIXELS).convert("P")
    np.testing.assert_array_equal(decoded(encoded("BMP", mode="P")), few.convert("RGB"))
    turned = encoded("WEBP", lossless=True, exif=exif)
    np.testing.assert_array_equal(decoded(turned), PIXELS[::-1, ::-1])


def test_one_frame_of_a_thousand():
    frames = [Image.fromarray(PIXELS + place % 7) for place in range(1, 1000)]
    content = encoded("GIF", save_all=True, append_images=frames)
    with Image.open(io.BytesIO(content)) as image:
        assert image.n_frames == 1000
    np.testing.assert_array_equal(decoded(content), PIXELS)


@pytest.mark.parametrize("side", [101, 20_000, 2**31 - 1])
def test_what_is_too_large_is_not_decoded(side):
    """What says that it is large need not be so."""
    header = b"IHDR" + struct.pack(">II", side, side) + PNG[24:29]
    bomb = PNG[:12] + header + struct.pack(">I", zlib.crc32(header)) + PNG[33:]
    with pytest.raises(Refused, match="may have 10,000 pixels in all: received more") as refused:
        decodable(np.array([bomb], object), 10_000)
    assert refused.value.status == 413


def test_tells_how_to_ask(served, tmp_path):
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    address, _, _ = served.partition("/v1")
    said = subprocess.run(["curl", "--silent", address], capture_output=True, text=True, check=True)
    assert "planted, version 10," in said.stdout
    assert "double: images (any, 2, 3) float32 -> doubled, together\n" in said.stdout
    start = said.stdout.index("printf ")
    command, _, _ = said.stdout[start:].partition("\n\n")
    (tmp_path / "a picture.png").write_bytes(PNG)
    command = command.replace("PICTURE", "'a picture.png'").replace("curl", "curl --silent")
    answer = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert json.loads(answer.stdout) == {"predictions": [row(PNG)]}


def test_a_model_without_pictures(planted):
    from training.serving import ServedModel
    from training.serving.usage import describe

    model = ServedModel(planted / "planted" / "2", 8)
    del model.signatures["measure"]
    assert "PICTURE" not in describe(model, "http://127.0.0.1:1/v1/models/planted")
