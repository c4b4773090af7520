"""A server as it is started, asked by many at once."""

import json
import random

import numpy as np
import pytest

from benchmarks.serving import MIXED
from benchmarks.serving import ask_all
from benchmarks.serving import server
from training.data import load
from training.export import export
from training.runs.restore import restore

pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]

REQUESTS = 200
LIMIT = 2**20


def refused():
    """Malformed bodies, each with the status and a part of the sentence that they get."""
    black = np.zeros((28, 28, 1), int).tolist()
    row = b"[" + b",".join([b"0"] * 10_000) + b"]"
    return [
        (b"no JSON", 400, "must be JSON"),
        (json.dumps({"instances": [black[:27]]}).encode(), 400, "must have the shape"),
        (json.dumps({"instances": [black]}).replace("0", "NaN", 1).encode(), 400, "NaN"),
        (b'{"instances": [[' + b",".join([row] * 10_000) + b"]]}", 413, f"may have {LIMIT} bytes"),
        (json.dumps({"signature_name": "no", "instances": [black]}).encode(), 400, "no signature"),
        (b" " * (LIMIT + 1), 413, f"may have {LIMIT} bytes"),
        (json.dumps({"instances": [[[[0]]]] * 129}).encode(), 413, "may have 128 rows"),
    ]


@pytest.fixture(scope="module")
def served(trained, tmp_path_factory):
    """Address of a server in a process of its own, its model, and test images."""
    root = tmp_path_factory.mktemp("models")
    export(trained, "digits", root)
    images = load("mnist", "sample", 10).x_test
    with server("digits", root, "--max-body", LIMIT, "--timeout", 240) as url:
        yield url, restore(trained).model, images


def test_two_hundred_at_once(served):
    url, model, images = served
    draw = random.Random(0)
    places = [draw.sample(range(len(images)), draw.choice(MIXED)) for _ in range(REQUESTS)]
    logits = model.predict(images, batch_size=500, verbose=0)
    expected = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)

    bodies = [request(images[chosen], draw.choice(KINDS)) for chosen in places]
    malformed = refused()
    order = list(range(REQUESTS + len(malformed)))
    draw.shuffle(order)
    everything = [*bodies, *(body for body, _, _ in malformed)]
    _, shuffled = ask_all(url, [everything[place] for place in order], clients=len(order))
    found = dict(zip(order, shuffled, strict=True))

    for place, chosen in enumerate(places):
        assert found[place].status == 200, found[place].answer
        probabilities, labels = columns(found[place].answer)
        np.testing.assert_allclose(probabilities, expected[chosen], atol=1e-5)
        np.testing.assert_array_equal(labels, logits[chosen].argmax(-1))
    for place, (_, status, sentence) in enumerate(malformed, REQUESTS):
        assert found[place].status == status, found[place].answer
        assert sentence in found[place].answer["error"]


KINDS = (("instances", "classify"), ("inputs", "classify"), ("instances", "classify_uint8"))


def request(images, kind):
    """A body in row or column format, for a signature."""
    key, signature = kind
    return json.dumps({"signature_name": signature, key: images.tolist()}).encode()


def columns(answer):
    """Probabilities and labels, of an answer in either format."""
    if "outputs" in answer:
        return answer["outputs"]["probabilities"], answer["outputs"]["label"]
    rows = answer["predictions"]
    return [row["probabilities"] for row in rows], [row["label"] for row in rows]
