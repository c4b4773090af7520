"""The page in a browser, and asked by many at once."""

import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from asking import ask
from asking import running_application
from browsing import NEEDS_CHROMIUM
from browsing import opened
from browsing import wait_for

from training.playing.answers import BEGIN
from training.playing.answers import answer
from training.playing.examples import example
from training.playing.pixels import as_text
from training.playing.shelf import Shelf

pytest.importorskip("gradio")
pytestmark = pytest.mark.slow

FIRST, SECOND = "stawm_mnist_sketchpad", "stawm_mnist_8"
SEVEN = ((8, 7), (19, 7), (15, 14), (12, 22))  # In 28ths of the pad.
WIDTHS = {1280: 1000, 390: 844}
VISITORS = 20


@pytest.fixture(scope="module")
def shelf():
    return Shelf([FIRST, SECOND])


@pytest.fixture(scope="module")
def address(shelf):
    from training.playing.application import build_application

    with running_application(build_application(shelf, FIRST)) as address:
        yield address


@pytest.fixture(params=WIDTHS)
def browser(request, address):
    """A browser of a desk's or a phone's width, at the page when it is ready."""
    with opened(1280, 1000, loggingPrefs={"performance": "ALL"}) as browser:
        size = {"width": request.param, "height": WIDTHS[request.param], "deviceScaleFactor": 1}
        phone = {"mobile": request.param < 500}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {**size, **phone})
        browser.get(address)
        wait_for(lambda: said(browser) == BEGIN)
        yield browser


def one(browser, selector):
    return browser.find_element("css selector", selector)


def said(browser):
    found = browser.find_elements("css selector", "[role=status]")
    return found[0].text if found else ""


def stroke(browser, places):
    """Draws a stroke with the mouse; what is said then."""
    from selenium.webdriver import ActionChains

    before, pad = said(browser), one(browser, "canvas")
    scale = pad.size["width"] / 28
    first, *others = [(round((x - 14) * scale), round((y - 14) * scale)) for x, y in places]
    actions = ActionChains(browser, duration=20)
    actions.move_to_element_with_offset(pad, *first).click_and_hold()
    for place in others:
        actions.move_to_element_with_offset(pad, *place)
    actions.release().perform()
    return wait_for(lambda: (now := said(browser)) != before and now, often=0.02)


def frames(browser):
    return [part.get_attribute("points") for part in browser.find_elements("tag name", "polygon")]


@NEEDS_CHROMIUM
def test_draws_and_erases(browser, address):
    from selenium.webdriver.common.keys import Keys

    assert stroke(browser, SEVEN).startswith(f"{FIRST}: 7 (")
    first = frames(browser)
    one(browser, "[data-do=erase]").click()
    assert not stroke(browser, ((7, 7), (14, 7))).startswith(f"{FIRST}: 7 (")
    assert frames(browser) != first
    one(browser, "[data-do=undo]").click()
    wait_for(lambda: said(browser).startswith(f"{FIRST}: 7 ("))
    assert frames(browser) == first

    slider = one(browser, ".glimpse input")
    assert slider.get_attribute("aria-valuetext").startswith("6 of 6, 7 (")
    slider.send_keys(Keys.HOME)
    assert slider.get_attribute("aria-valuetext").startswith("1 of 6, ")
    assert [part.is_displayed() for part in browser.find_elements("css selector", "g")] == (
        [True] + 5 * [False]
    )

    across = "return [document.documentElement.scrollWidth, innerWidth]"
    needed, there = browser.execute_script(across)
    assert needed <= there
    assert elsewhere(browser, address) == []


def elsewhere(browser, address):
    """What was fetched from anywhere but the server."""
    messages = [json.loads(line["message"])["message"] for line in browser.get_log("performance")]
    sent = [one for one in messages if one["method"] == "Network.requestWillBeSent"]
    urls = [one["params"]["request"]["url"] for one in sent]
    assert any(url.startswith(address) for url in urls)
    return [url for url in urls if not url.startswith((address, "data:", "blob:"))]


@NEEDS_CHROMIUM
def test_draws_by_keyboard(browser):
    from selenium.webdriver.common.keys import Keys

    pad = one(browser, "canvas")
    pad.send_keys(Keys.ARROW_UP * 12, " ", Keys.ARROW_DOWN * 24)
    wait_for(lambda: said(browser).startswith(f"{FIRST}: 1 ("))


@NEEDS_CHROMIUM
def test_refuses_and_takes_files(browser, tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    example("Digit 4").save(tmp_path / "four.png")
    one(browser, "input[type=file]").send_keys(str(tmp_path / "text.png"))
    wait_for(lambda: "'text.png' cannot be read as an image" in said(browser))
    wait_for(lambda: browser.find_elements("css selector", "input[type=file]"))
    one(browser, "input[type=file]").send_keys(str(tmp_path / "four.png"))
    wait_for(lambda: said(browser).startswith(f"{FIRST}: 4 ("))


@NEEDS_CHROMIUM
def test_loads_another_model_beside_it(browser):
    from selenium.webdriver.common.keys import Keys

    stroke(browser, SEVEN)
    choice = one(browser, "input[aria-label='Beside it']")
    choice.send_keys(Keys.CONTROL, "a")
    choice.send_keys(SECOND, Keys.ENTER)
    wait_for(lambda: f"{SECOND}: 7 (" in said(browser))
    assert len(browser.find_elements("css selector", ".model")) == 2
    assert one(browser, ".glimpse input").get_attribute("max") == "8"


def test_many_visitors_get_their_own_answers(address, shelf):
    pictures = [as_text(example(f"Digit {n % 10}").rotate(n // 10 * 8)) for n in range(VISITORS)]
    chosen = [(FIRST, SECOND), (SECOND, "none")]
    asked = [{"data": [picture, *chosen[n % 2]]} for n, picture in enumerate(pictures)]
    expected = [
        answer(shelf, picture, [name for name in chosen[n % 2] if name != "none"])
        for n, picture in enumerate(pictures)
    ]
    url, header = f"{address}/gradio_api/run/look", {"Content-Type": "application/json"}
    with ThreadPoolExecutor(VISITORS) as visitors:
        found = list(visitors.map(lambda body: ask(url, body, **header), asked))
    for (status, got), (html, sentence) in zip(found, expected, strict=True):
        assert status == 200
        assert got["data"] == [html, f'<p role="status">{sentence}</p>']


def test_reads_no_file_that_was_not_sent(address, tmp_path):
    example("Digit 4").save(tmp_path / "four.png")
    file = {"path": str(tmp_path / "four.png"), "meta": {"_type": "gradio.FileData"}}
    url, header = f"{address}/gradio_api/call/take_file", {"Content-Type": "application/json"}
    _, asked = ask(url, {"data": [file, FIRST, "none"]}, **header)
    with urllib.request.urlopen(f"{url}/{asked['event_id']}", timeout=60) as answered:
        assert answered.read().startswith(b"event: error")
