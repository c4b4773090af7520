"""A folder of pictures such as people have: of many sizes, modes and formats, and some broken."""

from itertools import cycle
from pathlib import Path

import numpy as np
import skimage
from PIL import Image

SOURCES = {
    "Kätzchen": "chelsea.png",
    "cups of coffee": "coffee.png",
    "rocket": "rocket.jpg",
    "würfel & bricks": "brick.png",
}
KINDS = [
    ("png", "RGB"),
    ("jpg", "RGB"),
    ("jpg", "CMYK"),
    ("gif", "P"),
    ("webp", "RGB"),
    ("png", "RGBA"),
    ("bmp", "RGB"),
    ("png", "L"),
]
BROKEN = ("rocket/cut off.jpg", "Kätzchen/a text.png")


def write_pictures(folder, count):
    """Writes `count` pictures of each of four classes, parts of pictures that scikit-image has.

    Args:
        folder: `pathlib.Path` of the folder, which is made.
        count: Number of pictures a class.
    """
    rng = np.random.default_rng(0)
    for name, source in SOURCES.items():
        (folder / name).mkdir(parents=True)
        with Image.open(Path(skimage.__file__).parent / "data" / source) as whole:
            for number, (suffix, mode) in zip(range(count), cycle(KINDS)):
                part = _part(whole.convert("RGB"), rng).convert(mode)
                part.save(folder / name / f"{source[:-4]} {number}.{suffix}")


def break_pictures(folder):
    """Adds two files to such a folder that are no pictures."""
    cut, text = (folder / name for name in BROKEN)
    whole = next(cut.parent.glob("*.jpg")).read_bytes()
    cut.write_bytes(whole[: len(whole) // 3])
    text.write_text("This is no picture.\n")


def _part(whole, rng):
    """A part of a picture, of any size and shape."""
    width, height = rng.integers(48, 160, 2)
    left, top = rng.integers(0, whole.width - width), rng.integers(0, whole.height - height)
    return whole.crop((left, top, left + width, top + height))
