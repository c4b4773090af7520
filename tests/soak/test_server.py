"""A server of a process of its own under two hundred clients, half of whom send rubbish.

A quarter of a minute with the slow tests; for as long as `SOAK_SECONDS` says by hand:

    SOAK_SECONDS=3600 .venv/bin/python -m pytest tests/soak -n 0 -m slow -s
"""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter

import numpy as np
import pytest
from processes import environment
from waiting import PATIENCE
from waiting import wait

pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]

SECONDS = float(os.environ.get("SOAK_SECONDS", "15"))
CLIENTS = 200
BODY = 2**24  # Bytes, a few of which in flight are less than `FLAT`.
IMAGE = [[1, 2, 3], [4, 5, 6]]
FLAT = 256 * 2**20  # Bytes that the process may take more of at the end.


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A folder with version 1 of `scaled`, which doubles."""
    root = tmp_path_factory.mktemp("models")
    export(root, 1, 2.0)
    return root


def export(root, version, factor):
    """Writes a model that multiplies, whole, as `training.export` does."""
    import tensorflow as tf

    class Scale(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec((None, 2, 3), name="images")])
        def scale(self, images):
            return {"scaled": factor * images}

    model = Scale()
    partial = root / f"partial_{version}"
    tf.saved_model.save(model, str(partial), signatures={"serving_default": model.scale})
    (root / "scaled").mkdir(exist_ok=True)
    partial.rename(root / "scaled" / str(version))


class Server:
    """The program, on a port that stays the same."""

    def __init__(self, root):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.root = root
        self.start()

    def start(self):
        command = ["training.serve", "scaled", "--root", self.root, "--port", self.port]
        options = ["--max-body", BODY, "--timeout", 30, "--batch-size", 16, "--poll", 0.1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", *map(str, command + options)],
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # A line for each that speaks no HTTP.
        )
        wait(self.is_there)

    def is_there(self):
        assert self.process.poll() is None, "the server ended by itself"
        with contextlib.suppress(OSError):
            return self.version() > 0
        return False

    def version(self):
        (version,) = self._get("/v1/models/scaled", json.load)["model_version_status"]
        return int(version["version"])

    def memory(self):
        lines = self._get("/metrics", lambda response: response.read().decode()).splitlines()
        (line,) = [one for one in lines if one.startswith("process_resident_memory_bytes ")]
        return float(line.split()[1])

    def end(self, how):
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def _get(self, path, read):
        with urllib.request.urlopen(
            f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE
        ) as response:
            return read(response)


def head(length, *lines):
    said = ("POST /v1/models/scaled:predict HTTP/1.1", "Host: a", "Connection: close", *lines)
    return ("\r\n".join([*said, f"Content-Length: {length}"]) + "\r\n\r\n").encode()


def exchange(port, *parts, pause=0.0):
    """What comes back for bytes that are sent in parts, as long as the server takes them."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for part in parts:
                client.sendall(part)
                time.sleep(pause)
        found = b""
        while chunk := client.recv(2**16):
            found += chunk
    return found


def status_and_answer(reply):
    first, _, rest = reply.partition(b"\r\n")
    return int(first.split()[1]), json.loads(rest.partition(b"\r\n\r\n")[2])


def rubbish(draw):
    """Parts of a request that cannot be answered, at random."""
    good = json.dumps({"instances": [IMAGE]}).encode()
    body = draw.choice(
        [
            b"no JSON",
            b"[" * 100_000,
            good.replace(b"1", b"NaN"),
            json.dumps({"instances": [IMAGE[:1]]}).encode(),
            json.dumps({"instances": [IMAGE] * 17}).encode(),
            json.dumps({"instances": "text"}).encode(),
            good.decode().encode("utf-16"),
            b"\xff\xfe" + good,
            b"",
        ]
    )
    whole = (head(len(body)), body)
    kinds = {
        "malformed": whole,
        "encoded": (head(len(body), "Content-Encoding: gzip"), body),
        "slow": (head(len(body)), *(body[place : place + 1] for place in range(min(9, len(body))))),
        "not HTTP": (b"\x16\x03\x01" + bytes(draw.randrange(256) for _ in range(40)),),
        "too long": (head(BODY + 1), b" " * (BODY + 1)),
    }
    # The longest takes longest: a few of them are enough.
    kind = draw.choices(list(kinds), [40, 20, 20, 19, 1])[0]
    return kind, kinds[kind]


class Clients:
    """Two hundred of them, who ask until they are stopped."""

    def __init__(self, server):
        self.server = server
        self.counts, self.wrong = Counter(), []
        self.may_fail = threading.Event()  # While there is no server.
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._keep_asking, args=(number,), daemon=True)
            for number in range(CLIENTS)
        ]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in self._threads)

    def _keep_asking(self, number):
        draw, rng = random.Random(number), np.random.default_rng(number)
        while not self._stop.is_set():
            failing = self.may_fail.is_set()
            try:
                if number % 2:
                    self._ask_rubbish(draw)
                else:
                    self._ask(rng)
            except Exception as error:
                # An answer that is wrong is wrong then, too; one may be cut.
                if (failing or self.may_fail.is_set()) and not isinstance(error, AssertionError):
                    self.counts["while it was down"] += 1
                    time.sleep(0.1)
                else:
                    self.wrong.append(f"{number}: {error!r}")

    def _ask(self, rng):
        images = rng.integers(-9, 9, (int(rng.integers(1, 9)), 2, 3))
        body = json.dumps({"inputs": images.tolist()}).encode()
        reply = exchange(self.server.port, head(len(body)), body)
        if not reply:
            raise ConnectionError("no answer")
        status, answer = status_and_answer(reply)
        assert status == 200, answer
        scaled = np.array(answer["outputs"])
        assert any(np.array_equal(scaled, factor * images) for factor in (2, 3)), (images, scaled)
        self.counts[f"multiplied by {3 if np.array_equal(scaled, 3 * images) else 2}"] += 1

    def _ask_rubbish(self, draw):
        kind, parts = rubbish(draw)
        if draw.random() < 0.2:  # And gone, in the middle of it.
            with socket.create_connection(("127.0.0.1", self.server.port)) as client:
                client.sendall(parts[0])
            self.counts["cut"] += 1
            return
        reply = exchange(self.server.port, *parts, pause=0.05 if kind == "slow" else 0)
        if kind == "not HTTP":
            assert not reply or b" 400 " in reply.partition(b"\r\n")[0], reply
        elif reply:
            status, answer = status_and_answer(reply)
            assert 400 <= status < 500 and answer["error"], (kind, status, answer)
        else:
            raise ConnectionError(f"no answer to what is {kind}")
        self.counts[kind] += 1


def test_nothing_wrong_and_nothing_lost(root):
    """Under load it takes a newer version, is killed and starts again, and takes no more memory."""
    server = Server(root)
    try:
        with Clients(server) as clients:
            time.sleep(SECONDS / 3)
            export(root, 2, 3.0)
            wait(lambda: server.version() == 2)
            before = server.memory()
            time.sleep(SECONDS / 3)
            more = server.memory() - before
            clients.may_fail.set()
            server.end(signal.SIGKILL)
            server.start()
            clients.may_fail.clear()
            time.sleep(SECONDS / 3)
        print(f"\n{dict(clients.counts)}; {more / 2**20:.1f} MiB more")
        assert not clients.wrong, clients.wrong[:5]
        both = clients.counts["multiplied by 2"], clients.counts["multiplied by 3"]
        assert min(*both, clients.counts["malformed"]) > 0
        assert more < FLAT
    finally:
        server.process.kill()


def refuses(where):
    try:
        socket.create_connection(where, 1).close()
    except OSError:
        return True
    return False


def test_what_was_accepted_is_answered(root):
    """When it is told to end after it asked for the bodies of fifty requests."""
    server = Server(root)
    body = json.dumps({"inputs": [IMAGE]}).encode()
    try:
        where = "127.0.0.1", server.port
        clients = [socket.create_connection(where, PATIENCE) for _ in range(50)]
        for client in clients:
            client.sendall(head(len(body), "Expect: 100-continue"))
        for client in clients:
            assert client.recv(100).startswith(b"HTTP/1.1 100 ")
        server.process.send_signal(signal.SIGTERM)
        wait(lambda: refuses(where))
        for client in clients:
            client.sendall(body)
        for client in clients:
            reply = b"".join(iter(lambda client=client: client.recv(2**16), b""))
            status, answer = status_and_answer(reply)
            assert status == 200 and len(answer["outputs"]) == 1, answer
            client.close()
        assert server.process.wait(PATIENCE) in (0, -signal.SIGTERM)
    finally:
        server.process.kill()
