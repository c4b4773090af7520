"""The page, of Gradio's parts; the drawing pad and the moments are HTML of its own."""

from html import escape
from pathlib import Path

import gradio as gr

from training.cli.errors import InputError
from training.playing.answers import answer
from training.playing.answers import load
from training.playing.answers import on_the_pad
from training.playing.examples import NAMES
from training.playing.examples import example
from training.playing.pixels import as_text

HERE = Path(__file__).parent
NONE = "none"
SECONDS_KEPT = 600  # Files that visitors dropped.
TITLE = "See a network look"


def build_page(shelf, first, second=None):
    """The page on which models of a `Shelf` look, `gradio.Blocks`.

    Args:
        shelf: `Shelf`.
        first, second: Names of the models that are chosen to begin with; the second may be none.
    """

    def look(picture, *chosen):
        shown, says = answer(shelf, picture, _names(chosen))
        return shown or gr.skip(), _sentence(says)

    def take_example(name, *chosen):
        picture = as_text(example(name))
        return picture, *look(picture, *chosen)

    def take_file(file, *chosen):
        try:
            picture = on_the_pad(file)
        except InputError as error:
            return gr.skip(), gr.skip(), _sentence(error), None
        return picture, *look(picture, *chosen), None  # There is room for another.

    def get_ready(*chosen):
        for says in load(shelf, _names(chosen)):
            yield _sentence(says)

    with gr.Blocks(
        title=TITLE, analytics_enabled=False, delete_cache=(SECONDS_KEPT, SECONDS_KEPT)
    ) as page:
        gr.Markdown(f"# {TITLE}")
        with gr.Row():
            models = [
                gr.Dropdown(shelf.names, value=first, label="Model", min_width=240),
                gr.Dropdown(
                    [NONE, *shelf.names], value=second or NONE, label="Beside it", min_width=240
                ),
            ]
            pictures = gr.Dropdown(NAMES, value=None, label="Example", min_width=240)
        with gr.Row():
            with gr.Column(scale=1, min_width=280):
                pad = gr.HTML(
                    html_template=_read("pad.html"),
                    js_on_load=_read("pad.js"),
                    apply_default_css=False,
                )
            with gr.Column(scale=3, min_width=320):
                says = gr.HTML()
                shown = gr.HTML(js_on_load=_read("moments.js"), apply_default_css=False)
        file = gr.File(label="A picture of your own", type="filepath", height=150)

        pictures.input(take_example, [pictures, *models], [pad, shown, says])
        file.upload(take_file, [file, *models], [pad, shown, says, file])
        # Not queued, which would take longer than the answer does.
        pad.input(
            look,
            [pad, *models],
            [shown, says],
            queue=False,
            show_progress="hidden",
            trigger_mode="always_last",
            api_name="look",
        )
        for begins in (page.load, *(model.input for model in models)):
            ready = begins(get_ready, models, says, show_progress="hidden")
            ready.then(look, [pad, *models], [shown, says], queue=False, show_progress="hidden")
    return page


def _names(chosen):
    """Without those that are none, each once."""
    return list(dict.fromkeys(name for name in chosen if name and name != NONE))


def _sentence(says):
    return f'<p role="status">{escape(str(says))}</p>'


def _read(name):
    return (HERE / name).read_text()
