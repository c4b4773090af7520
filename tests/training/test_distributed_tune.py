"""Searches of a chief and workers, each a process."""

import re
import signal
import socket
import subprocess
import sys
import time

import pytest
from processes import environment
from searches import SAME_NETWORK
from searches import options
from searches import read
from searches import trials

from training.search.around_recipe import VARIABLES

pytestmark = pytest.mark.slow

WAIT = 300  # Seconds, for what takes a few.


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


class Parts:
    """The chief and the workers of a search, each a process with a log."""

    def __init__(self, folder, values):
        self.folder = folder
        self.arguments = options({"run": folder / "search", **values}, SAME_NETWORK)
        self.port = str(free_port())
        self.processes = {}

    def start(self, part, *flags):
        self.processes[part] = subprocess.Popen(
            [sys.executable, "-m", "training.tune", "digits_demo", *self.arguments, *flags],
            env=environment(**dict(zip(VARIABLES, (part, "127.0.0.1", self.port), strict=True))),
            stdout=self.log(part).open("a"),
            stderr=subprocess.STDOUT,
        )

    def stop(self, part, number):
        self.processes[part].send_signal(number)
        self.processes[part].wait(WAIT)

    def log(self, part):
        return self.folder / f"{part}.log"

    def said(self, part, words):
        """The trials of which a part said something, in order."""
        return re.findall(rf"^Trial (\d+): {words}", self.log(part).read_text(), re.M)

    def begun(self, part):
        return self.said(part, "num_glimpses")

    def ended(self, part):
        return self.said(part, "error")

    def wait_until(self, condition):
        end = time.monotonic() + WAIT
        while not condition():
            assert time.monotonic() < end, self.logs()
            assert all(process.poll() is None for process in self.processes.values()), self.logs()
            time.sleep(0.1)

    def wait(self):
        """Until all have come to their end."""
        for process in self.processes.values():
            assert process.wait(WAIT) == 0, self.logs()

    def logs(self):
        return "\n".join(f"{part}: {self.log(part).read_text()}" for part in self.processes)


@pytest.fixture
def parts(small_values, tmp_path):
    parts = Parts(tmp_path, {"tuner": "random", "trials": 5, **small_values})
    yield parts
    for process in parts.processes.values():
        process.kill()


def check_best(folder):
    found = trials(folder)
    assert {status for *_, status in found.values()} == {"COMPLETED"}
    least = min(score for _, score, _ in found.values())
    assert read(folder / "best.json")["found"]["error"] == least


def test_chief_and_two_workers(parts, tmp_path):
    """One worker is killed in its first trial; started again, it takes that trial up."""
    for part in ("chief", "worker0", "worker1"):
        parts.start(part)
    parts.wait_until(lambda: parts.begun("worker1"))
    parts.stop("worker1", signal.SIGKILL)
    parts.start("worker1")
    parts.wait()
    ended = {part: parts.ended(part) for part in parts.processes}
    assert not ended["chief"] and ended["worker0"] and ended["worker1"]
    assert sorted(ended["worker0"] + ended["worker1"]) == ["0", "1", "2", "3", "4"]
    killed, again, *_ = parts.begun("worker1")
    assert killed == again == ended["worker1"][0]
    check_best(tmp_path / "search")


def test_chief_and_worker_go_on_where_they_stopped(parts, tmp_path):
    for part in ("chief", "worker0"):
        parts.start(part)
    parts.wait_until(lambda: parts.begun("worker0")[1:])
    parts.stop("worker0", signal.SIGKILL)
    parts.stop("chief", signal.SIGTERM)
    parts.start("chief", "--resume")
    parts.start("worker0")
    parts.wait()
    assert parts.begun("worker0")[:3] == ["0", "1", "1"]
    assert parts.ended("worker0") == ["0", "1", "2", "3", "4"]
    check_best(tmp_path / "search")
