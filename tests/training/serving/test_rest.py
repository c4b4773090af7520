"""TensorFlow Serving's REST API, as its documentation has it."""

import gzip
import http.client
import io
import json
import re
import socket
import threading
from urllib.parse import urlsplit

import numpy as np
import pytest
from asking import ask
from asking import running

pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]

IMAGE = [[1, 2, 3], [4, 5, 6.5]]
DOUBLED = [[2, 4, 6], [8, 10, 13]]


def answers(body):
    """`doubled` alone: with what others a request is run is not known beforehand."""
    if isinstance(body, dict):
        body.pop("together", None)
        return {key: answers(value) for key, value in body.items()}
    return [answers(part) for part in body] if isinstance(body, list) else body


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"instances": [IMAGE]}, {"predictions": [{"doubled": DOUBLED}]}),
        ({"instances": [{"images": IMAGE}] * 3}, {"predictions": [{"doubled": DOUBLED}] * 3}),
        ({"inputs": [IMAGE] * 2}, {"outputs": {"doubled": [DOUBLED] * 2}}),
        ({"inputs": {"images": [IMAGE]}}, {"outputs": {"doubled": [DOUBLED]}}),
        (
            {"signature_name": "double", "instances": [IMAGE]},
            {"predictions": [{"doubled": DOUBLED}]},
        ),
        # A single output has no name.
        (
            {"signature_name": "invert", "instances": [[[0, 1, 2], [253, 254, 255]]]},
            {"predictions": [[[255, 254, 253], [2, 1, 0]]]},
        ),
        (
            {"signature_name": "invert", "inputs": [[[0, 1, 2], [253, 254, 255]]]},
            {"outputs": [[[255, 254, 253], [2, 1, 0]]]},
        ),
        (
            {"signature_name": "subtract", "instances": [{"a": 3, "b": 1}, {"b": 2, "a": 2}]},
            {"predictions": [2, 0]},
        ),
        (
            {"signature_name": "subtract", "inputs": {"b": [1, 2], "a": [3, 2]}},
            {"outputs": [2, 0]},
        ),
    ],
)
@pytest.mark.parametrize("version", ["", "/versions/10"])
def test_predicts(served, request_, expected, version):
    status, answer = ask(f"{served}{version}:predict", request_)
    assert (status, answers(answer)) == (200, expected)


def test_floats_come_whole(served):
    """A float32 is written with as many digits as tell it from its neighbours."""
    images = np.random.default_rng(0).normal(size=(8, 2, 3)).astype("float32")
    _, answer = ask(f"{served}:predict", {"inputs": images.tolist()})
    np.testing.assert_array_equal(np.float32(answer["outputs"]["doubled"]), 2 * images)


SHAPE = r"images must have the shape \(any, 2, 3\): received "


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (b"", 400, "must be JSON"),
        (b"no", 400, "must be JSON"),
        (b"\xff", 400, "must be JSON"),
        (b"[" * 5000, 400, "must be JSON"),
        (b'{"instances": [[[NaN, 1, 2], [3, 4, 5]]]}', 400, "must be JSON without NaN"),
        (b'{"instances": [[[-Infinity, 1, 2], [3, 4, 5]]]}', 400, "must be JSON without NaN"),
        (b'{"instances": [[[1e999, 1, 2], [3, 4, 5]]]}', 400, "must be JSON without NaN"),
        ({"instances": [[[1e39, 1, 2], [3, 4, 5]]]}, 400, "must be finite in float32"),
        ({"instances": [[[3e38, 1, 2], [3, 4, 5]]]}, 400, "The answer is not finite"),
        ([IMAGE], 400, "must be a JSON object"),
        ({}, 400, "either 'instances', .* or 'inputs'"),
        ({"instances": [IMAGE], "inputs": [IMAGE]}, 400, "either 'instances', .* or 'inputs'"),
        ({"instances": 3}, 400, "'instances' must be a list"),
        ({"instances": []}, 400, SHAPE),
        ({"instances": IMAGE}, 400, SHAPE),
        ({"instances": [[[1, 2], [3, 4]]]}, 400, SHAPE + r"\(1, 2, 2\)"),
        ({"instances": [[[1, 2, 3], [4, 5]]]}, 400, SHAPE + "lists of unequal length"),
        ({"instances": [IMAGE, IMAGE[0]]}, 400, SHAPE + "lists of unequal length"),
        ({"inputs": 1}, 400, SHAPE + r"\(\)"),
        ({"inputs": [[[[]]]]}, 400, SHAPE),
        ({"instances": [[["1", 2, 3], [4, 5, 6]]]}, 400, "images must be numbers"),
        ({"instances": [[[None, 2, 3], [4, 5, 6]]]}, 400, "images must be numbers"),
        ({"instances": [[[True, 2, 3], [4, 5, 6]]]}, 400, "images must be numbers"),
        ({"instances": [{"images": {"b64": "AAAA"}}]}, 400, "images must be numbers"),
        ({"instances": [{"pixels": IMAGE}]}, 400, "must be images: received pixels"),
        ({"inputs": {}}, 400, "must be images: received "),
        ({"instances": [IMAGE] * 9}, 413, "may have 8 rows: received 9"),
        ({"inputs": [IMAGE] * 9}, 413, "may have 8 rows: received 9"),
        ({"signature_name": "no", "instances": [IMAGE]}, 400, "no signature 'no': there are "),
        (
            {"signature_name": "no" * 999, "instances": [IMAGE]},
            400,
            "'(no){49}n: there",
        ),
        ({"signature_name": 3, "instances": [IMAGE]}, 400, "no signature 3: there are "),
        ({"signature_name": "invert", "instances": [IMAGE]}, 400, "whole numbers from 0 to 255"),
        (
            {"signature_name": "invert", "instances": [[[-1, 2, 3], [4, 5, 256]]]},
            400,
            "whole numbers from 0 to 255",
        ),
        ({"signature_name": "subtract", "instances": [1]}, 400, "must be named: there are a, b"),
        ({"signature_name": "subtract", "inputs": {"a": [1], "b": [1, 2]}}, 400, "as many rows"),
        (b" " * 10_001, 413, "may have 10000 bytes: received 10001"),
        (io.BytesIO(b" " * 100_000), 413, "may have 10000 bytes: received 100000"),  # In chunks.
    ],
)
def test_refuses(served, body, status, sentence):
    found, answer = ask(f"{served}:predict", body, "POST")
    assert list(answer) == ["error"]
    assert found == status, answer
    assert re.search(sentence, answer["error"])


def test_refuses_what_is_compressed(served):
    """So that no body can become longer than the limit."""
    body = gzip.compress(b" " * 10**6)
    found, answer = ask(f"{served}:predict", body, **{"Content-Encoding": "gzip"})
    assert (found, list(answer)) == (415, ["error"])
    assert "without a Content-Encoding" in answer["error"]


def test_a_long_text_takes_no_room(planted):
    """NumPy would give each of these places room for the longest, 800 GB in all."""
    from training.serving import ServedModel
    from training.serving.messages import answer
    from training.serving.refused import Refused

    texts = ["a" * 10**6, *[""] * 200_000]
    signatures = ServedModel(planted / "planted" / "2", 8).signatures
    with pytest.raises(Refused, match="must be numbers"):
        answer(json.dumps({"inputs": [[texts]]}).encode(), signatures, 100)


def test_a_long_body_need_not_be_sent(served):
    """A client that asks before it sends, as curl does, is told at once."""
    parts = urlsplit(served)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as client:
        client.sendall(
            f"POST {parts.path}:predict HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n"
            "Expect: 100-continue\r\n\r\n".encode()
        )
        response = http.client.HTTPResponse(client)
        response.begin()
        assert response.status == 413 and b"received 1000000 or more" in response.read()


@pytest.mark.parametrize(
    ("method", "path", "status", "sentence"),
    [
        ("POST", "/v1/models/other:predict", 404, "no model 'other': this server has 'planted'"),
        ("GET", "/v1/models/other", 404, "no model 'other'"),
        ("GET", "/v1/models/other/metadata", 404, "no model 'other'"),
        ("POST", "/v1/models/planted/versions/2:predict", 404, "no version 2 .* there is 10"),
        ("GET", "/v1/models/planted/versions/2", 404, "no version 2 .* there is 10"),
        ("POST", "/v1/models/planted:classify", 405, "^Malformed request: POST /v1/models/pl"),
        ("GET", "/v2", 404, "^Malformed request: GET /v2$"),
    ],
)
def test_refuses_paths(served, method, path, status, sentence):
    address, _, _ = served.partition("/v1")
    body = {"instances": [IMAGE]} if method == "POST" else None
    found, answer = ask(address + path, body)
    assert (found, list(answer)) == (status, ["error"])
    assert re.search(sentence, answer["error"])


@pytest.mark.parametrize("version", ["", "/versions/10"])
def test_status(served, version):
    available = {
        "version": "10",
        "state": "AVAILABLE",
        "status": {"error_code": "OK", "error_message": ""},
    }
    assert ask(served + version) == (200, {"model_version_status": [available]})


def test_metadata(served):
    status, answer = ask(f"{served}/metadata")
    assert status == 200
    assert answer["model_spec"] == {"name": "planted", "version": "10", "signature_name": ""}
    signatures = answer["metadata"]["signature_def"]["signature_def"]
    assert {"serving_default", "double", "invert", "subtract"} <= set(signatures)
    images = signatures["invert"]["inputs"]["images"]
    assert images["dtype"] == "DT_UINT8"
    assert [size["size"] for size in images["tensor_shape"]["dim"]] == ["-1", "2", "3"]
    assert signatures["invert"]["method_name"] == "tensorflow/serving/predict"


class Stub:
    """A model with a signature that does what it is told."""

    name, version = "stub", 1

    def __init__(self, planted, run):
        from training.serving import ServedModel

        self.model = ServedModel(planted / "planted" / "2", 8)
        double = self.model.signatures["double"]
        self.signatures = {"serving_default": double}
        self.run, self.really = run, double.run
        double.run = self

    def __call__(self, arrays):
        self.run(arrays)
        return self.really(arrays)


def test_time_outs(planted):
    """A model or a client that is too slow hold up nobody else."""
    from training.serving import Limits

    def answered(body):  # At last, where the machine is busy.
        return any(ask(url, body)[0] == 200 for _ in range(30))

    free = threading.Event()
    model = Stub(planted, lambda arrays: arrays["images"].max() != 9 or free.wait(60))
    with running(model, Limits(10_000, 1, 100)) as address:
        url = f"{address}/v1/models/stub:predict"
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, port), timeout=60) as client:
            client.sendall(b"POST /v1/models/stub:predict HTTP/1.1\r\nHost: a\r\n")
            client.sendall(b"Content-Length: 100\r\n\r\n{")
            slow = {"instances": [[[9, 9, 9], [9, 9, 9]]]}
            assert ask(url, slow) == (
                504,
                {"error": "The answer took more than 1 seconds: try again later."},
            )
            assert answered({"instances": [IMAGE]})
            response = http.client.HTTPResponse(client)
            response.begin()
            assert response.status == 408 and b"did not arrive in 1 seconds" in response.read()
        free.set()
        assert answered(slow)


def test_failure_of_the_model(planted):
    from training.serving import Limits

    def fail(arrays):
        if arrays["images"].max() == 9:
            raise RuntimeError("broken")

    with running(Stub(planted, fail), Limits(10_000, 20, 100)) as address:
        url = f"{address}/v1/models/stub:predict"
        broken = ask(url, {"instances": [[[9, 9, 9], [9, 9, 9]]]})
        assert broken == (500, {"error": "The server failed: its log says why."})
        assert ask(url, {"instances": [IMAGE]})[0] == 200
