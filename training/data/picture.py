"""One picture of any kind, size and colour, as what a model takes.

Every program brings pictures to a model's size alike: turned as their EXIF orientation says, made
grey or RGB (transparency is dropped), resized with antialiased bilinear interpolation, then cropped
about the centre, or padded.
"""

import io
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image
from PIL import UnidentifiedImageError

from training.cli.errors import InputError

Fit = Literal["crop", "pad"]

# Pillow knows many more, some of which run other programs.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
IN_WORDS = "PNG, JPEG, WebP, GIF or BMP"
MAX_PIXELS = 2**26  # 8192 x 8192: at most 256 MB when decoded.

GREY = ("1", "L", "LA")
ORIENTATION = 0x0112  # EXIF's tag
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def read_picture(
    source: Path | bytes, limit: int = MAX_PIXELS, enough: int | None = None
) -> Image.Image:
    """A picture (of an animation, its first frame), the right way up, in the mode L or RGB.

    Args:
        source: A file, or what one holds.
        limit: What says that it has more pixels is not decoded.
        enough: Length of the shorter side that will do. JPEGs of four times the length or more
            are decoded at a part of theirs, but at least twice this, which is faster.

    Raises:
        InputError: It cannot be read, or is too large.
    """
    try:
        # A pipe may make wait for ever, and links may lead in a circle.
        if isinstance(source, Path) and not source.is_file():
            raise ValueError("there is no such file")
        opened = Image.open(
            source if isinstance(source, Path) else io.BytesIO(source), "r", FORMATS
        )
        with opened as image:
            if image.width * image.height > limit:
                raise ValueError(
                    f"it has {image.width:,} x {image.height:,} pixels, and {limit:,} are the most "
                    "that are read"
                )
            turn = _turn(image)
            if enough:
                image.draft(None, (2 * enough, 2 * enough))
            image.load()
            picture = _plain(image)
            return picture if turn is None else picture.transpose(turn)
    except Exception as error:  # Each of Pillow's decoders has its own ways to fail.
        what = repr(str(source)) if isinstance(source, Path) else "The picture"
        raise InputError(
            f"{what} cannot be read as an image ({reason(error)}): repair or remove it."
        ) from error


def reason(error: BaseException) -> str:
    """Why a picture cannot be read, in few words.

    Args:
        error: What `read_picture` raised, or its cause.
    """
    if isinstance(error, InputError) and error.__cause__:
        error = error.__cause__
    if isinstance(error, UnidentifiedImageError):
        return f"it is no {IN_WORDS}"
    if isinstance(error, Image.DecompressionBombError):  # Before our own limit is looked at.
        return "it has far too many pixels"
    return getattr(error, "strerror", None) or str(error).rstrip(".") or type(error).__name__


def fitted(
    image: Image.Image, height: int, width: int, channels: int, fit: Fit = "crop"
) -> np.ndarray:
    """The picture at a size, uint8 (height, width, channels).

    Args:
        image: What `read_picture` returned.
        height, width: The size.
        channels: 1 for grey, 3 for RGB.
        fit: `"crop"`: it covers the size, and what protrudes is cut off on both sides. `"pad"`: all
            of it lies within the size, and black around it.
    """
    image = image.convert("L" if channels == 1 else "RGB")
    scales = height / image.height, width / image.width
    scale = max(scales) if fit == "crop" else min(scales)
    whole_height, whole_width = (
        max(round(scale * side), 1) for side in (image.height, image.width)
    )
    rows, columns = min(height, whole_height), min(width, whole_width)
    top, left = (whole_height - rows) // 2, (whole_width - columns) // 2
    # As if the whole were resized, which may be large beyond all measure, and then cropped.
    y, x = image.height / whole_height, image.width / whole_width
    box = (left * x, top * y, (left + columns) * x, (top + rows) * y)
    resized = np.asarray(image.resize((columns, rows), Image.Resampling.BILINEAR, box))
    out = np.zeros((height, width, channels), np.uint8)
    top, left = (height - rows) // 2, (width - columns) // 2
    out[top : top + rows, left : left + columns] = resized.reshape(rows, columns, channels)
    return out


def _turn(image: Image.Image) -> Image.Transpose | None:
    """What turns a picture the right way up."""
    try:
        return TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:  # EXIF that is broken says nothing, and viewers show the picture.
        return None


def _plain(image: Image.Image) -> Image.Image:
    """The picture in the mode L or RGB."""
    if image.mode.startswith("I"):  # 16 bits, of which Pillow would clip all but the lowest 8.
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    image.info.pop("transparency", None)  # Of which Pillow would warn.
    return image.convert("L" if _is_grey(image) else "RGB")


def _is_grey(image: Image.Image) -> bool:
    if image.mode == "P":
        colours = np.reshape(np.asarray(image.getpalette()), (-1, 3))
        return bool((colours == colours[:, :1]).all())
    return image.mode in GREY
