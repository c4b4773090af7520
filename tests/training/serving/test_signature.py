"""Requests that arrive together are run as one batch, and each gets its own answer."""

import concurrent.futures
import io

import numpy as np
import pytest
from PIL import Image

pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]


def png(height, width):
    file = io.BytesIO()
    Image.new("L", (width, height)).save(file, "PNG")
    return file.getvalue()


def load(planted, batch_size):
    from training.serving import ServedModel

    return ServedModel(planted / "planted" / "10", batch_size)


def images(rows):
    return np.random.default_rng(rows).normal(size=(rows, 2, 3)).astype("float32")


def run_together(calls):
    """What functions return that are called at the same time."""
    with concurrent.futures.ThreadPoolExecutor(len(calls)) as threads:
        return [future.result(60) for future in [threads.submit(*call) for call in calls]]


def test_one_batch(planted, monkeypatch):
    # A batch is run when it is full: nothing here waits so long.
    monkeypatch.setattr("training.serving.signature.WAIT_MICROSECONDS", 60_000_000)
    model = load(planted, 12)
    double = model.signatures["double"]
    sizes = (1, 5, 2, 4)
    found = run_together([(double.run, {"images": images(rows)}) for rows in sizes])
    for rows, outputs in zip(sizes, found, strict=True):
        np.testing.assert_array_equal(outputs["doubled"], 2 * images(rows))
        np.testing.assert_array_equal(outputs["together"], np.full(rows, sum(sizes)))


def test_a_broken_picture_disturbs_no_other(planted, monkeypatch):
    from training.serving.refused import Refused

    monkeypatch.setattr("training.serving.signature.WAIT_MICROSECONDS", 60_000_000)
    measure = load(planted, 3).signatures["measure"]
    asked = []

    def run(*pictures):
        try:
            asked.append(measure.run({"image_bytes": np.array(pictures, object)})["name"].tolist())
        except Refused as error:
            asked.append((error.status, str(error)))

    run_together([(run, png(2, 3), png(4, 3)), (run, png(5, 3)[:-20])])
    assert ["2 Zeilen, schön".encode(), "4 Zeilen, schön".encode()] in asked
    assert (400, "A picture cannot be decoded: it is cut or broken.") in asked


def test_never_more_than_the_batch_size(planted):
    model = load(planted, 4)
    double = model.signatures["double"]
    sizes = (1, 2, 3, 4) * 5
    found = run_together([(double.run, {"images": images(rows)}) for rows in sizes])
    for rows, outputs in zip(sizes, found, strict=True):
        np.testing.assert_array_equal(outputs["doubled"], 2 * images(rows))
        assert (outputs["together"] <= 4).all()


def test_signatures_keep_apart(planted):
    """Two models' functions of equal shapes, asked at the same time."""
    models = load(planted, 8), load(planted, 8)
    a, b = (model.signatures for model in models)
    numbers = np.arange(6, dtype="float32")
    calls = [
        call
        for _ in range(10)
        for call in (
            (a["double"].run, {"images": images(2)}),
            (b["double"].run, {"images": images(3)}),
            (a["subtract"].run, {"a": numbers, "b": numbers[::-1]}),
            (a["invert"].run, {"images": np.full((1, 2, 3), 5, "uint8")}),
        )
    ]
    for number, outputs in enumerate(run_together(calls)):
        if number % 4 == 2:
            np.testing.assert_array_equal(outputs["difference"], 2 * numbers - 5)
        elif number % 4 == 3:
            assert (outputs["inverted"] == 250).all() and outputs["inverted"].dtype == "uint8"
        else:
            np.testing.assert_array_equal(outputs["doubled"], 2 * images(2 + number % 4))
