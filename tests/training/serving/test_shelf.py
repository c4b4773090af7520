"""Several models behind one server, and newer versions of them."""

import shutil
import threading
import urllib.request

import pytest
from asking import ask
from asking import running_application
from waiting import wait

pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]

IMAGE = [[1, 2, 3], [4, 5, 6]]
SECONDS = 60


@pytest.fixture
def shelf(planted, plant, tmp_path):
    """Version 10 of `planted`, which doubles, and 1 of `tripled`."""
    from training.serving import ServedModel
    from training.serving import Shelf

    plant(tmp_path / "tripled" / "1", 3.0)
    folders = planted / "planted" / "10", tmp_path / "tripled" / "1"
    return Shelf([ServedModel(folder, 8) for folder in folders])


@pytest.fixture
def address(shelf):
    from training.serving import Limits
    from training.serving import build_application

    with running_application(build_application(shelf, Limits(10_000, 20, 100))) as address:
        yield address


def first(address, name):
    """How the first pixel is answered, 1 in what is asked."""
    status, answer = ask(f"{address}/v1/models/{name}:predict", {"instances": [IMAGE]})
    assert status == 200, answer
    return answer["predictions"][0]["doubled"][0][0]


def test_each_answers_for_itself(address):
    assert first(address, "planted") == 2 and first(address, "tripled") == 3
    states = ask(f"{address}/v1/models/tripled")[1]["model_version_status"]
    assert [state["version"] for state in states] == ["1"]
    with urllib.request.urlopen(address, timeout=SECONDS) as response:
        said = response.read().decode()
    assert "planted, version 10" in said and f"curl {address}/v1/models/tripled" in said
    status, answer = ask(f"{address}/v1/models/other/metadata")
    assert status == 404
    assert answer["error"] == "There is no model 'other': this server has 'planted', 'tripled'."
    status, answer = ask(f"{address}/v1/models/tripled/versions/10")
    assert status == 404 and "no version 10 of 'tripled' here: there is 1." in answer["error"]


def test_a_newer_version_is_served_and_no_request_is_lost(shelf, address, plant, tmp_path):
    """While many ask: what is broken is said once, and the version before it stays."""
    from training.serve import find_latest
    from training.serving import KeepLatest

    said, lost, stop = [], [], threading.Event()
    found = [[] for _ in range(4)]

    def keep_asking(own):
        while not stop.is_set():
            try:
                own.append(first(address, "tripled"))
            except Exception as error:
                lost.append(error)

    clients = [threading.Thread(target=keep_asking, args=(own,)) for own in found]
    latest = KeepLatest(shelf, find_latest, 8, 0.05, said.append)
    for thread in (latest, *clients):
        thread.start()
    try:
        shutil.copytree(tmp_path / "tripled" / "1", tmp_path / "partial")
        (tmp_path / "partial" / "saved_model.pb").write_bytes(b"broken")
        (tmp_path / "partial").rename(tmp_path / "tripled" / "2")
        wait(lambda: said)
        assert first(address, "tripled") == 3
        plant(tmp_path / "newer", 5.0)
        (tmp_path / "newer").rename(tmp_path / "tripled" / "3")
        wait(lambda: all(own[-1:] == [5] for own in found))
        shutil.rmtree(tmp_path / "tripled" / "1")
        assert ask(f"{address}/v1/models/tripled/metadata")[0] == 200
    finally:
        stop.set()
        for thread in clients:
            thread.join(SECONDS)
        latest.stop()
    assert len(said) == 2
    assert said[0].startswith("Version 1 of tripled stays: ") and "cannot be loaded" in said[0]
    assert said[1] == f"Serving {tmp_path / 'tripled' / '3'} from now on."
    assert not lost
    assert all(own == sorted(own) and set(own) == {3, 5} for own in found)
    assert first(address, "planted") == 2, "which has no newer version"


def test_a_copy_that_goes_on_is_tried_again(shelf, plant, tmp_path):
    from training.serve import find_latest
    from training.serving import KeepLatest

    said = []
    plant(tmp_path / "whole", 5.0)
    copy = tmp_path / "tripled" / "2"
    copy.mkdir()
    shutil.copy(tmp_path / "whole" / "saved_model.pb", copy)
    latest = KeepLatest(shelf, find_latest, 8, 0.05, said.append)
    latest.start()
    try:
        wait(lambda: said)
        shutil.copytree(tmp_path / "whole" / "variables", copy / "variables")
        wait(lambda: shelf.find("tripled").version == 2)
        shutil.rmtree(tmp_path / "tripled")
        wait(latest.is_alive)
    finally:
        latest.stop()
    assert said[-1] == f"Serving {copy} from now on."


def test_metrics_are_prometheus(address):
    def scraped():
        with urllib.request.urlopen(f"{address}/metrics", timeout=SECONDS) as response:
            assert response.headers["Content-Type"].startswith("text/plain; version=")
            lines = response.read().decode().splitlines()
        return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))

    for _ in range(3):
        first(address, "planted")
    ask(f"{address}/v1/models/tripled:predict", b"no JSON")
    ask(f"{address}/v1/models/of-anyone:predict", {"instances": [IMAGE]})
    ask(f"{address}/nowhere")
    numbers = scraped()

    def counted(model, request, status):
        labels = f'model="{model}",request="{request}",status="{status}"'
        return float(numbers[f"serving_requests_total{{{labels}}}"])

    assert counted("planted", "predict", 200) == 3
    assert counted("tripled", "predict", 400) == 1
    assert counted("", "predict", 404) == 1 and counted("", "unknown", 404) == 1
    labels = '{model="planted",request="predict"}'
    assert float(numbers[f"serving_request_seconds_count{labels}"]) == 3
    assert 0 < float(numbers[f"serving_request_seconds_sum{labels}"]) < 3 * SECONDS
    assert float(numbers['serving_model_version{model="planted"}']) == 10
    assert float(numbers["process_resident_memory_bytes"]) > 2**20
