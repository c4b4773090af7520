"""The pages are built without a warning and leave nothing public out."""

import re
import subprocess
import sys

import pytest
from pages import ROOT
from public import public_modules
from public import public_names

# The pages are the same on every backend: once is enough.
pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The folder of the built pages."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", "-E", "-W", "-q", "docs", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    return folder


@pytest.mark.parametrize("name", public_modules())
def test_every_public_name_has_an_entry(pages, name):
    page = pages / "reference" / f"{name}.html"
    assert page.exists(), f"write docs/reference/{name}.rst"
    text = page.read_text()
    names = [full for full in public_names() if full.rpartition(".")[0] == f"stawm_keras.{name}"]
    assert names and [full for full in names if f'id="{full}"' not in text] == []


def test_every_picture_is_shown(pages):
    text = "".join(page.read_text() for page in pages.rglob("*.html"))
    pictures = [picture.name for picture in (ROOT / "docs").glob("*.png")]
    assert pictures and [name for name in pictures if f"_images/{name}" not in text] == []


def test_entries_are_of_what_the_user_writes(pages):
    """The constructor's arguments, all sections of the docstring, links to what it names."""
    text = (pages / "reference/layers.html").read_text()
    entry = text[text.index('id="stawm_keras.layers.GlimpseLoop"') :]
    entry = entry[: entry.index("</dl>\n\n<dl")]
    for part in ("num_glimpses", "Call arguments", "Input shape", "Output shape", "Example"):
        assert part in entry
    assert "(*args" not in entry
    assert 'href="#stawm_keras.layers.STAWMCell"' in entry


def test_formulas_are_drawn_by_the_browser(pages):
    text = (pages / "memory.html").read_text()
    assert text.count("<math") > 50
    assert "$" not in text and not re.search("<script[^>]*mathjax", text, re.IGNORECASE)
