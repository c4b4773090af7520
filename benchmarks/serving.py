"""Times the requests to a server of an exported model, over images a request and clients at once.

    python -m benchmarks.serving digits

Starts `python -m training.serve` and asks it to classify random images; each client sends its next
request when it has the answer to the last. Clients and server share the machine's cores.
"""

import concurrent.futures
import contextlib
import http.client
import itertools
import json
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np

from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write

START_SECONDS = 300
STOP_SECONDS = 30
ANSWER_SECONDS = 300
FEWEST = 20  # Requests a round.
SIGNATURE = "classify_uint8"
MIXED = (1, 2, 3, 5, 8, 13, 32)
# Images of the requests, and how many clients.
LOADS = (((1,), 1), ((1,), 16), ((1,), 64), ((16,), 1), ((16,), 16), ((128,), 4), (MIXED, 200))


class Asked(NamedTuple):
    """What came of a request."""

    status: int
    answer: dict
    seconds: float


@contextlib.contextmanager
def server(name, root, *options):
    """The URL of an exported model, served by another process until the end of the block."""
    command = [sys.executable, "-m", "training.serve", name, "--root", root, "--port", 0, *options]
    with subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, text=True) as process:
        watch = threading.Timer(START_SECONDS, process.kill)
        watch.start()
        try:
            said: Any = process.stdout
            line = said.readline()
            watch.cancel()
            if not line.startswith("Serving "):
                raise RuntimeError(f"The server did not start: it said {line!r}")
            yield line.split()[-1]
        finally:
            watch.cancel()
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def ask(url, body):
    """Asks for a prediction."""
    where = urlsplit(url)
    start = time.perf_counter()
    connection = http.client.HTTPConnection(where.netloc, timeout=ANSWER_SECONDS)
    with contextlib.closing(connection):
        connection.request("POST", f"{where.path}:predict", body)
        response = connection.getresponse()
        answer = json.loads(response.read())
    return Asked(response.status, answer, time.perf_counter() - start)


def ask_all(url, bodies, clients):
    """Seconds that all requests took together, and what came of each."""
    with concurrent.futures.ThreadPoolExecutor(clients) as threads:
        start = time.perf_counter()
        found = list(threads.map(lambda body: ask(url, body), bodies))
        return time.perf_counter() - start, found


def percentiles(seconds):
    """Latencies in milliseconds, by their names."""
    return {f"p{rank}_ms": float(1e3 * np.percentile(seconds, rank)) for rank in (50, 95, 99)}


def main():
    """Measures every load."""
    made = parser(__doc__)
    made.add_argument("name", help="name of the exported model")
    made.add_argument("--root", type=Path, default=Path("saved_models"))
    options = made.parse_args()
    with server(options.name, options.root) as url:
        shape = _image_shape(url)
        rows = [_measure(url, shape, sizes, many, options.rounds) for sizes, many in LOADS]
    print_table(rows)
    write(options.out, rows)


def _image_shape(url):
    with urllib.request.urlopen(f"{url}/metadata", timeout=ANSWER_SECONDS) as response:
        answer = json.load(response)
    images = answer["metadata"]["signature_def"]["signature_def"][SIGNATURE]["inputs"]["images"]
    return [int(size["size"]) for size in images["tensor_shape"]["dim"][1:]]


def _measure(url, shape, sizes, clients, rounds):
    bodies = [_body((images, *shape)) for images in sizes]
    requests = list(itertools.islice(itertools.cycle(bodies), rounds * max(clients, FEWEST)))
    ask_all(url, requests[:clients], clients)
    seconds, found = ask_all(url, requests, clients)
    for asked in found:
        if asked.status != 200:
            raise RuntimeError(f"A request was refused: {asked.answer}")
    return {
        "images": " ".join(map(str, sizes)),
        "clients": clients,
        "requests": len(requests),
        "requests_per_second": len(requests) / seconds,
        "images_per_second": sum(len(asked.answer["predictions"]) for asked in found) / seconds,
        **percentiles([asked.seconds for asked in found]),
    }


def _body(shape):
    pixels = np.random.default_rng(0).integers(0, 256, shape)
    return json.dumps({"signature_name": SIGNATURE, "instances": pixels.tolist()}).encode()


if __name__ == "__main__":
    main()
