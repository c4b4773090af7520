"""A headless browser."""

import contextlib
import shutil
import time

import pytest

PATIENCE = 180  # Seconds, for whatever is waited for.
CHROMIUM, DRIVER = (shutil.which(name) for name in ("chromium", "chromedriver"))
NEEDS_CHROMIUM = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver"
)


@contextlib.contextmanager
def opened(width, height, *switches, **capabilities):
    """A browser with a window of that size, until the end of the block."""
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    # As root there is no sandbox.
    for switch in ("headless=new", "no-sandbox", "disable-dev-shm-usage", *switches):
        options.add_argument(f"--{switch}")
    options.add_argument(f"--window-size={width},{height}")
    for name, value in capabilities.items():
        options.set_capability(f"goog:{name}", value)
    browser = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    browser.set_page_load_timeout(PATIENCE)
    browser.set_script_timeout(PATIENCE)
    try:
        yield browser
    finally:
        browser.quit()


def wait_for(condition, often=0.5):
    """The condition's first true value; it is asked as often, in seconds."""
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline, f"waited {PATIENCE} seconds in vain"
        time.sleep(often)
    return value
