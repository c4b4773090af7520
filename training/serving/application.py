"""TensorFlow Serving's REST API, version 1, for one version each of some models."""

import asyncio
from typing import NamedTuple

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.responses import PlainTextResponse
from starlette.responses import Response
from starlette.routing import Route

from training.serving.messages import answer
from training.serving.metrics import Measured
from training.serving.metrics import Metrics
from training.serving.refused import Refused
from training.serving.usage import describe

NEXT = "\n\n"  # Between what is said of one model and of the next.


class Limits(NamedTuple):
    """What a request may cost.

    Attributes:
        body: Bytes of a request's body.
        seconds: Time to receive a request's body, and again to answer it.
        pixels: Pixels of all pictures in a request.
    """

    body: int
    seconds: float
    pixels: int


def build_application(shelf, limits):
    """An ASGI application that answers for the models on a `Shelf` within `Limits`."""
    measures = Metrics(shelf)

    def asked(request):
        return shelf.find(request.path_params["name"], request.path_params.get("version"))

    async def usage(request):
        url = f"{request.base_url}v1/models/"
        return PlainTextResponse(NEXT.join(describe(one, f"{url}{one.name}") for one in shelf))

    async def status(request):
        return JSONResponse(asked(request).status())

    async def metadata(request):
        return JSONResponse(asked(request).metadata())

    async def metrics(request):
        return measures.text()

    async def predict(request):
        body = await _read(request, limits)
        model = asked(request)
        try:
            async with asyncio.timeout(limits.seconds):
                content = await anyio.to_thread.run_sync(
                    answer, body, model.signatures, limits.pixels, abandon_on_cancel=True
                )
        except TimeoutError as error:
            raise Refused(
                504, f"The answer took more than {limits.seconds:g} seconds: try again later."
            ) from error
        return Response(content, media_type="application/json")

    routes = [
        route
        for path in ("/v1/models/{name}", "/v1/models/{name}/versions/{version:int}")
        for route in (
            Route(f"{path}:predict", predict, methods=["POST"]),
            Route(f"{path}/metadata", metadata),
            Route(path, status),
        )
    ]
    routes += [Route("/", usage), Route("/metrics", metrics)]
    handlers = {
        Refused: _refused,
        HTTPException: _malformed,
        ClientDisconnect: _incomplete,
        Exception: _failed,
    }
    measured = [Middleware(Measured, metrics=measures)]
    return Starlette(routes=routes, exception_handlers=handlers, middleware=measured)


async def _read(request, limits):
    """The body; what is too long is received without keeping it, for who sends it to be told."""
    declared = int(request.headers.get("content-length", 0))
    if declared > limits.body and request.headers.get("expect", "").lower() == "100-continue":
        raise _too_long(limits, declared)  # Nothing of it was sent yet.
    body, size, in_time = bytearray(), 0, True
    try:
        async with asyncio.timeout(limits.seconds):
            async for chunk in request.stream():
                size += len(chunk)
                if size <= limits.body:
                    body += chunk
    except TimeoutError:
        in_time = False
    if size > limits.body:
        raise _too_long(limits, size)
    if not in_time:
        raise Refused(408, f"The body did not arrive in {limits.seconds:g} seconds.")
    if "content-encoding" in request.headers:
        raise Refused(415, "The body must be JSON as it is, without a Content-Encoding.")
    return bytes(body)


def _too_long(limits, size):
    return Refused(413, f"The body may have {limits.body} bytes: received {size} or more.")


async def _refused(request, error):
    return _error(error.status, str(error))


async def _malformed(request, error):
    return _error(error.status_code, f"Malformed request: {request.method} {request.url.path}")


async def _incomplete(request, error):
    return _error(400, "The request's body ended too early.")


async def _failed(request, error):
    return _error(500, "The server failed: its log says why.")


def _error(status, sentence):
    return JSONResponse({"error": sentence}, status)
