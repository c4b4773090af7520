"""Encoded pictures, before TensorFlow decodes them."""

import io

import numpy as np
from PIL import Image
from PIL import ImageOps
from PIL import UnidentifiedImageError

from training.serving.refused import Refused

INPUT = "image_bytes"  # Of signatures that decode pictures.
# Pillow knows many more, some of which run other programs.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
IN_WORDS = "PNG, JPEG, WebP, GIF or BMP"
# Of the others, TensorFlow decodes all frames, or not every kind.
AS_THEY_ARE = ("PNG", "JPEG")


def decodable(pictures, limit):
    """Pictures as TensorFlow decodes them, one frame each.

    Args:
        pictures: Array of bytes.
        limit: The most pixels that all of them may have together. What has more, as the headers
            say, is not decoded.

    Returns:
        Array of bytes.

    Raises:
        Refused: If one of them is no picture, or they are too large.
    """
    found, pixels = [], 0
    for row, picture in enumerate(pictures, 1):
        try:
            with Image.open(io.BytesIO(picture), "r", FORMATS) as image:
                pixels += image.width * image.height
                if pixels <= limit:
                    found.append(picture if image.format in AS_THEY_ARE else _as_png(image))
        except Image.DecompressionBombError:
            pixels = limit + 1
        except UnidentifiedImageError as error:
            raise Refused(400, f"Picture {row} is no {IN_WORDS}.") from error
        except Exception as error:  # Each of Pillow's decoders has its own ways to fail.
            raise Refused(400, f"Picture {row} cannot be decoded: {error}.") from error
        if pixels > limit:
            raise Refused(
                413, f"The pictures of a request may have {limit:,} pixels in all: received more."
            )
    return np.array(found, object)


def _as_png(image):
    file = io.BytesIO()
    ImageOps.exif_transpose(image).convert("RGB").save(file, "PNG", compress_level=1)
    return file.getvalue()
