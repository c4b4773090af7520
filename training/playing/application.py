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
    return gr.mount_gradio_app(
        FastAPI(openapi_url=None),  # Its own pages fetch scripts from elsewhere.
        build_page(shelf, first, second),
        path="/",
        footer_links=[],
        ssr_mode=False,
        enable_monitoring=False,
        max_file_size=MAX_FILE,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
        css_paths=HERE / "page.css",
    )
