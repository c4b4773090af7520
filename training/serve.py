"""Serves exported models on this machine: `python -m training.serve NAME...`.

Speaks TensorFlow Serving's REST API: /v1/models/NAME, .../metadata and .../NAME:predict. GET / says
what is served and how to ask, GET /metrics what was asked, for Prometheus. A version that is
exported while the server runs takes the place of the one before it.
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

    Args:
        root: `pathlib.Path`, folder of all exported models.
        name: String, the model's.
        version: Number of the version.

    Raises:
        InputError: If there is none.
    """
    folder = root / name
    found = {int(path.name): path for path in folder.glob("*") if re.fullmatch("[0-9]+", path.name)}
    if not found:
        raise InputError(
            f"There is no exported model {folder}: export a run there with python -m "
            f"training.export RUN --name {name}."
        )
    if version is not None and version not in found:
        there = ", ".join(map(str, sorted(found)))
        raise InputError(f"There is no version {version} of {folder}: there are {there}.")
    return found[max(found) if version is None else version]


def find_latest(model):
    """The folder of the latest version of a `ServedModel`."""
    return find_version(model.folder.parents[1], model.name)


def serve(names, root, version, host, port, batch_size, max_body, max_pixels, timeout, poll):
    """Serves SavedModels until it is interrupted."""
    if version is not None and len(names) > 1:
        raise InputError("A --version is one model's: name that one alone.")
    folders = [find_version(root, name, version) for name in names]
    called = [folder.parent.name for folder in folders]
    if len(set(called)) < len(called):
        raise InputError(
            f"Models of one server have different names: received {', '.join(called)}."
        )
    try:
        import uvicorn

        with held_back():
            import tensorflow  # noqa: F401

        from training.serving import KeepLatest
        from training.serving import Limits
        from training.serving import ServedModel
        from training.serving import Shelf
        from training.serving import build_application
    except ModuleNotFoundError as error:
        raise InputError(
            f"Serving needs {error.name}, which is not installed: pip install -e '.[serving]'."
        ) from error

    models = [ServedModel(folder, batch_size) for folder in folders]
    for model in models:
        model.warm_up()
    gc.freeze()  # Requests make lists by the thousand: garbage is sought in them alone.
    shelf = Shelf(models)
    application = build_application(shelf, Limits(max_body, timeout, max_pixels))
    latest = KeepLatest(shelf, find_latest, batch_size, poll, click.echo)
    with listen(host, port) as listening:
        host, port = listening.getsockname()[:2]
        for model in models:
            click.echo(f"Serving {model.folder}: http://{host}:{port}/v1/models/{model.name}")
        click.echo(f"How to ask: curl http://{host}:{port}/")
        config = uvicorn.Config(
            # A request may take its time to arrive, and again to be answered.
            application,
            log_level="warning",
            timeout_graceful_shutdown=int(2 * timeout) + 1,
        )
        if version is None:
            latest.start()
        try:
            with contextlib.suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[listening])
        finally:
            latest.stop()


DAY = 86_400.0


class Seconds(click.FloatRange):
    """A time that comes to an end."""

    def convert(self, value, param, ctx):
        seconds = super().convert(value, param, ctx)
        if math.isnan(seconds):  # Which is in no range and out of none.
            self.fail(f"{value} is no number of seconds.", param, ctx)
        return seconds


@click.command(help=__doc__)
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option(
    "--root",
    type=Place(),
    default=Path("saved_models"),
    show_default=True,
    help="Folder of all exported models.",
)
@click.option("--version", type=int, help="The version; the latest there is if not given.")
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
    type=Seconds(0, DAY, min_open=True),
    default=30.0,
    show_default=True,
    help="Seconds after which a request is given up.",
)
@click.option(
    "--poll",
    type=Seconds(0, DAY, min_open=True),
    default=1.0,
    show_default=True,
    help="Seconds between looks for versions that are new.",
)
def main(names, **options):
    """Serves until it is interrupted."""
    with one_sentence_errors():
        serve(names, **options)


if __name__ == "__main__":
    main(prog_name="python -m training.serve")
