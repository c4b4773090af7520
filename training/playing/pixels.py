"""Pictures as text, as they travel between a page and its server."""

import base64
import binascii
import io

import numpy as np
from PIL import Image

from training.cli.errors import InputError
from training.data.picture import read_picture

PNG = "data:image/png;base64,"
MAX_TEXT = 2**21  # Many times what the drawing pad sends.


def as_text(image):
    """A picture of Pillow's as the text that a page shows."""
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return PNG + base64.b64encode(file.getvalue()).decode()


def pixels_as_text(pixels):
    """Pixels `(H, W, C)` in [0, 255], grey or RGB, as text."""
    pixels = np.clip(np.rint(pixels), 0, 255).astype("uint8")
    return as_text(Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels))


def map_as_text(numbers, cmap, vmin, vmax):
    """Numbers `(R, M)` as text, in colours as `colours_of_numbers` gives them."""
    from matplotlib import colormaps

    parts = (numbers - vmin) / max(vmax - vmin, 1e-6)
    picture = Image.fromarray(np.clip(255 * parts, 0, 255).astype("uint8"))
    palette = colormaps[cmap](range(256), bytes=True)
    picture.putpalette(palette[:, :3].tobytes())
    return as_text(picture)


def picture_of(text):
    """The picture that a page sent as text.

    Args:
        text: What should be text: others than the page may send anything.

    Raises:
        InputError: If it is none, or too large.
    """
    text = str(text)
    if len(text) > MAX_TEXT:
        raise InputError(f"The picture is larger than {MAX_TEXT:,} letters: draw a simpler one.")
    try:
        content = base64.b64decode(text.removeprefix(PNG), validate=True)
    except (binascii.Error, ValueError):
        content = b""
    return read_picture(content)
