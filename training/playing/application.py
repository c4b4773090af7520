"""The page as an application that a server runs."""

import gradio as gr
from fastapi import FastAPI

from training.playing.page import HERE
from training.playing.page import build_page

MAX_FILE = 32 * 2**20  # Bytes.


def build_application(shelf, first, second=None):
    """An ASGI application of the page; it fetches nothing from elsewhere, and tells nobody.

    Args:
        shelf, first, second: As for `build_page`.
    """
    page = build_page(shelf, first, second)
    # Gradio checks only then that a file which a request names is one that a visitor sent.
    page.has_launched = True
    return gr.mount_gradio_app(
        FastAPI(docs_url=None, redoc_url=None),  # These fetch scripts from elsewhere.
        page,
        path="/",
        footer_links=[],
        ssr_mode=False,
        enable_monitoring=False,
        run_history=False,
        max_file_size=MAX_FILE,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
        css_paths=HERE / "page.css",
    )
