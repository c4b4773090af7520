"""A server of this process, and how to ask it."""

import contextlib
import json
import threading
import urllib.error
import urllib.request

SECONDS = 60


def running(model, limits):
    """As `running_application`, of a server of a model."""
    from training.serving import Shelf
    from training.serving import build_application

    return running_application(build_application(Shelf([model]), limits))


@contextlib.contextmanager
def running_application(application):
    """The address of a server of an application, until the end of the block."""
    import uvicorn

    from training.cli.listening import listen

    with listen("127.0.0.1", 0) as listening:
        server = uvicorn.Server(uvicorn.Config(application, log_level="critical"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(SECONDS)
            assert not thread.is_alive()


def ask(url, body=None, method=None, **headers):
    """Status and answer to a body, of bytes or of what becomes JSON."""
    if body is not None and not hasattr(body, "read") and not isinstance(body, bytes):
        body = json.dumps(body).encode()
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        assert error.headers["Content-Type"] == "application/json"
        return error.code, json.load(error)
