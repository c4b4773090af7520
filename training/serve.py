"""Serves an exported model on this machine: `python -m training.serve NAME`.

Speaks TensorFlow Serving's REST API: /v1/models/NAME, .../metadata and .../NAME:predict. GET / says
what is served and how to ask.
"""

import contextlib
import gc
import math
import re
from pathlib import Path

import click

from training.cli.errors import InputError
from training.cli.listening import HOST
from training.cli.listening import listen
from training.cli.place import Place
from training.cli.program import one_sentence_errors
from training.hardware.backend import held_back


def find_version(root, name, version=None):
    """The folder of an exported model's version, the latest unless told otherwise.

    Raises:
        InputError: If there is none.
    """
    folder = root / name
    found = sorted(int(path.name) for path in folder.glob("*") if re.fullmatch("[0-9]+", path.name))
    if not found:
        raise InputError(
            f"There is no exported model {folder}: export a run there with python -m "
            f"training.export RUN --name {name}."
        )
    if version is not None and version not in found:
        raise InputError(
            f"There is no version {version} of {folder}: there are {', '.join(map(str, found))}."
        )
    return folder / str(found[-1] if version is None else version)


def serve(folder, host, port, batch_size, max_body, max_pixels, timeout):
    """Serves the SavedModel in a folder until it is interrupted."""
    try:
        import uvicorn

        with held_back():
            import tensorflow  # noqa: F401

        from training.serving import Limits
        from training.serving import ServedModel
        from training.serving import build_application
    except ModuleNotFoundError as error:
        raise InputError(
            f"Serving needs {error.name}, which is not installed: pip install -e '.[serving]'."
        ) from error

    model = ServedModel(folder, batch_size)
    model.warm_up()
    gc.freeze()  # Requests make lists by the thousand: garbage is sought in them alone.
    application = build_application(model, Limits(max_body, timeout, max_pixels))
    with listen(host, port) as listening:
        host, port = listening.getsockname()[:2]
        click.echo(f"Serving {folder}: http://{host}:{port}/v1/models/{model.name}")
        click.echo(f"How to ask it: curl http://{host}:{port}/")
        config = uvicorn.Config(
            application, log_level="warning", timeout_graceful_shutdown=int(timeout) + 1
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


class Seconds(click.FloatRange):
    """A time that comes to an end."""

    def convert(self, value, param, ctx):
        seconds = super().convert(value, param, ctx)
        if not math.isfinite(seconds):
            self.fail(f"{value} is no number of seconds.", param, ctx)
        return seconds


@click.command(help=__doc__)
@click.argument("name")
@click.option(
    "--root",
    type=Place(),
    default=Path("saved_models"),
    show_default=True,
    help="Folder of all exported models.",
)
@click.option("--version", type=int, help="The version; the latest if not given.")
@HOST
@click.option("--port", default=8501, show_default=True, help="Port to listen on; 0: a free one.")
@click.option(
    "--batch-size",
    type=click.IntRange(1, 65_536),
    default=128,
    show_default=True,
    help="Most images run at once, and most images of a request.",
)
@click.option(
    "--max-body",
    type=click.IntRange(1),
    default=32 * 2**20,
    show_default=True,
    help="Most bytes of a request's body.",
)
@click.option(
    "--max-pixels",
    type=click.IntRange(1),
    default=2**26,
    show_default=True,
    help="Most pixels of all pictures of a request.",
)
@click.option(
    "--timeout",
    type=Seconds(0, min_open=True),
    default=30.0,
    show_default=True,
    help="Seconds after which a request is given up.",
)
def main(name, root, version, **options):
    """Serves until it is interrupted."""
    with one_sentence_errors():
        serve(find_version(root, name, version), **options)


if __name__ == "__main__":
    main(prog_name="python -m training.serve")
