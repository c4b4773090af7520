"""TensorBoard on a finished run, looked at in a headless browser."""

import io
import json
import socket
import subprocess
import sys
import urllib.request

import numpy as np
import pytest
from browsing import NEEDS_CHROMIUM
from browsing import PATIENCE
from browsing import opened
from browsing import wait_for
from PIL import Image

pytestmark = [pytest.mark.slow, NEEDS_CHROMIUM]

# Everything on the page, through all shadow roots.
EVERYTHING = """
const found = [];
const walk = (root) => {
  for (const element of root.querySelectorAll("*")) {
    found.push(element);
    if (element.shadowRoot) walk(element.shadowRoot);
  }
};
walk(document);
"""
TEXT = """
return found
  .filter((element) => !["STYLE", "SCRIPT", "TEMPLATE"].includes(element.tagName))
  .flatMap((element) => [...element.childNodes])
  .filter((node) => node.nodeType === Node.TEXT_NODE)
  .map((node) => node.textContent.trim())
  .filter((text) => text);
"""
PICTURES = """
return found
  .filter((element) => element.tagName === "IMG" && element.src.includes("individualImage"))
  .map((image) => [image.naturalWidth, image.naturalHeight]);
"""

FRAME = 'found.find((element) => element.tagName === "IFRAME")'
CANVAS = 'found.find((element) => element.tagName === "CANVAS")'
LOADED = "return performance.getEntriesByType('resource').map((entry) => entry.name);"


@pytest.fixture(scope="module")
def address(watched_run):
    """Where TensorBoard shows the run."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ("--logdir", watched_run / "tensorboard", "--host", "127.0.0.1", "--port", port)
    server = subprocess.Popen([sys.executable, "-m", "tensorboard.main", *map(str, options)])
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: tabs(address) >= {"images", "hparams", "projector"})
        yield address
    finally:
        server.terminate()
        server.wait(PATIENCE)


@pytest.fixture(scope="module")
def browser():
    with opened(1600, 1400, "enable-unsafe-swiftshader") as browser:  # WebGL without a GPU.
        yield browser


def tabs(address):
    """The tabs that have something to show."""
    try:
        with urllib.request.urlopen(f"{address}/data/plugins_listing", timeout=PATIENCE) as answer:
            plugins = json.load(answer)
    except OSError:
        return set()
    return {name for name, plugin in plugins.items() if plugin["enabled"]}


def open_tab(browser, address, tab):
    browser.switch_to.default_content()
    browser.get("about:blank")  # Otherwise only the part behind # changes, and nothing is loaded.
    browser.get(f"{address}/#{tab}")


def texts(browser):
    return browser.execute_script(EVERYTHING + TEXT)


def written_pictures(run):
    """Name and size of the latest pictures in the run's events."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(run / "tensorboard" / "glimpses")).Reload()
    latest = {tag: events.Images(tag)[-1] for tag in events.Tags()["images"]}
    return {tag: [image.width, image.height] for tag, image in latest.items()}


def test_images_tab_shows_every_picture(browser, address, watched_run):
    written = written_pictures(watched_run)
    assert {f"pictures/{name}" for name in ("glimpses", "stages", "masks")} < set(written)
    open_tab(browser, address, "images")
    wait_for(
        lambda: sorted(browser.execute_script(EVERYTHING + PICTURES)) == sorted(written.values())
    )
    assert set(written) <= set(texts(browser))


def test_hparams_tab_shows_values_and_scores(browser, address, watched_run):
    last = json.loads((watched_run / "metrics.jsonl").read_text().splitlines()[-1])
    open_tab(browser, address, "hparams")
    wait_for(lambda: {"training", "memory_units", "error"} <= set(texts(browser)))
    shown = texts(browser)
    numbers = [float(text) for text in shown if text.replace(".", "").isdigit()]
    assert np.isclose(numbers, last["error"], rtol=1e-3).any()
    assert "mnist" in shown


def test_projector_tab_shows_the_sketches(browser, address):
    open_tab(browser, address, "projector")
    for _ in range(2):  # It is in a frame of a frame.
        frame = wait_for(lambda: browser.execute_script(f"{EVERYTHING} return {FRAME}"))
        browser.switch_to.frame(frame)
    points = 20 * 2  # Images and glimpses.
    wait_for(lambda: {"latents:00002", "label", str(points)} <= set(texts(browser)))
    wait_for(lambda: any("sprite_image" in name for name in browser.execute_script(LOADED)))
    canvas = browser.execute_script(f"{EVERYTHING} return {CANVAS}")
    # The canvas is white, points without pictures are blue, and sketches are grey.
    wait_for(lambda: grey_pixels(canvas.screenshot_as_png) > 20 * points)


def grey_pixels(png):
    """How many pixels are grey, and neither black nor white."""
    with Image.open(io.BytesIO(png)) as picture:
        pixels = np.asarray(picture.convert("RGB"), "int")
    return ((np.ptp(pixels, axis=-1) == 0) & (pixels[..., 0] > 20) & (pixels[..., 0] < 200)).sum()
