"""What a server did, for Prometheus."""

import time

from prometheus_client import CollectorRegistry
from prometheus_client import Counter
from prometheus_client import Gauge
from prometheus_client import Histogram
from prometheus_client import ProcessCollector
from prometheus_client import exposition
from starlette.responses import Response

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Counts and times of what is asked of a shelf's models, and what the process takes.

    Args:
        shelf: `Shelf`.
    """

    def __init__(self, shelf):
        self._shelf = shelf
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "serving_requests",
            "Requests that were answered, by what was asked and the status of the answer.",
            ["model", "request", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "serving_request_seconds",
            "Time from a request's head to the last byte of its answer.",
            ["model", "request"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._version = Gauge(
            "serving_model_version",
            "Version that is served of a model.",
            ["model"],
            registry=self._registry,
        )

    def add(self, scope, status, seconds):
        """Adds an answer to what an ASGI scope asks."""
        asked = getattr(scope.get("endpoint"), "__name__", "unknown")
        # Names that are not on the shelf are whatever anyone asks for: one row is enough.
        name = scope.get("path_params", {}).get("name")
        name = name if name in {model.name for model in self._shelf} else ""
        self._requests.labels(name, asked, status).inc()
        self._seconds.labels(name, asked).observe(seconds)

    def text(self):
        """The answer to `GET /metrics`."""
        for model in self._shelf:
            self._version.labels(model.name).set(model.version)
        content = exposition.generate_latest(self._registry)
        return Response(content, media_type=exposition.CONTENT_TYPE_LATEST)


class Measured:
    """An ASGI application whose answers are added to `Metrics`."""

    def __init__(self, application, metrics):
        self._application, self._metrics = application, metrics

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self._application(scope, receive, send)
        start, status = time.perf_counter(), 500  # Of what fails before it answers.

        async def note(message):
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._application(scope, receive, note)
        finally:
            self._metrics.add(scope, status, time.perf_counter() - start)
