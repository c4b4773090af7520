"""A page to play with, where models look at what you draw: `python -m training.play`.

Shows, glimpse by glimpse, where a model looks, what it sees, remembers, answers and draws. Without
--preset and --run, visitors choose among the presets that are bundled with the library.
"""

import contextlib

import click

from training.cli.errors import InputError
from training.cli.listening import HOST
from training.cli.listening import listen
from training.cli.place import Place
from training.cli.program import one_sentence_errors
from training.hardware.backend import import_backend

FIRST = "stawm_mnist_sketchpad"  # It answers, and draws as well.


def play(presets, runs, host, port):
    """Shows the page until it is interrupted."""
    try:
        import gradio  # noqa: F401
        import uvicorn
    except ModuleNotFoundError as error:
        raise InputError(
            f"The page needs {error.name}, which is not installed: pip install -e '.[page]'."
        ) from error
    import_backend()
    from stawm_keras.presets.files import bundled_presets
    from training.playing.application import build_application
    from training.playing.shelf import Shelf

    chosen = bool(presets or runs)
    shelf = Shelf(presets if chosen else bundled_presets(), runs)
    first, second, *_ = [*shelf.names, None] if chosen else [FIRST, None]
    for name in shelf.names if chosen else [FIRST]:
        click.echo(f"Loading {name}.")
        shelf.take(name)
    with listen(host, port) as listening:
        host, port = listening.getsockname()[:2]
        click.echo(f"Open http://{host}:{port} in a browser.")
        application = build_application(shelf, first, second)
        with contextlib.suppress(KeyboardInterrupt):
            config = uvicorn.Config(application, log_level="warning", timeout_graceful_shutdown=1)
            uvicorn.Server(config).run(sockets=[listening])


@click.command(help=__doc__)
@click.option(
    "--preset",
    "presets",
    multiple=True,
    help="Name of a bundled preset, hf://user/name, or a preset's folder; several times for more.",
)
@click.option(
    "--run", "runs", type=Place(), multiple=True, help="Folder of a run; several times for more."
)
@HOST
@click.option("--port", default=7860, show_default=True, help="Port to listen on; 0: a free one.")
def main(presets, runs, host, port):
    """Shows the page until it is interrupted."""
    with one_sentence_errors():
        play(presets, runs, host, port)


if __name__ == "__main__":
    main(prog_name="python -m training.play")
