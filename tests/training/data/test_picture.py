import io
import os
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from training.cli.errors import InputError
from training.data.picture import fitted
from training.data.picture import read_picture

pytestmark = pytest.mark.filterwarnings("error")


def ramp(height=40, width=60, channels=3):
    """Smooth colours, different at each place."""
    y, x = np.mgrid[:height, :width]
    colours = (y * 250 / height, x * 250 / width, 250 - y * 250 / height)
    return np.stack(colours, -1)[..., :channels].astype(np.uint8)


def encoded(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def pixels(content, **options):
    return np.asarray(read_picture(content, **options))


@pytest.mark.parametrize("kind", ["PNG", "BMP", "WEBP", "GIF", "JPEG"])
@pytest.mark.parametrize("channels", [1, 3])
def test_every_format(tmp_path, kind, channels):
    expected = ramp(channels=3) if channels == 3 else ramp()[..., 0]
    file = tmp_path / "Ein schönes Bild.dat"  # What a file holds counts, and not its name.
    file.write_bytes(encoded(Image.fromarray(expected), kind, quality=95, lossless=True))
    picture = read_picture(file)
    # WebP knows no grey. GIF has 256 colours, which may be near each other's.
    assert picture.mode == ("RGB" if channels == 3 or kind == "WEBP" else "L")
    difference = np.abs(
        np.subtract(picture.convert("RGB"), Image.fromarray(expected).convert("RGB"), dtype=int)
    )
    assert difference.max() <= {"JPEG": 12, "GIF": 40}.get(kind, 0)


def test_every_mode():
    colours = Image.fromarray(ramp())
    grey = colours.convert("L")
    seen = {
        "L": pixels(encoded(grey)),
        "LA": pixels(encoded(grey.convert("LA"))),
        "1": pixels(encoded(grey.convert("1"))),
        "I;16": pixels(encoded(Image.fromarray(np.asarray(grey).astype(np.uint16) * 256 + 7))),
        "P": pixels(encoded(colours.quantize(256))),
        "RGBA": pixels(encoded(colours.convert("RGBA"))),
        "CMYK": pixels(encoded(colours.convert("CMYK"), "JPEG", quality=95)),
    }
    for mode in ("L", "LA", "I;16"):
        np.testing.assert_array_equal(seen[mode], grey)
    np.testing.assert_array_equal(seen["1"], grey.convert("1").convert("L"))
    np.testing.assert_array_equal(seen["RGBA"], colours)
    for mode in ("P", "CMYK"):
        assert np.abs(np.subtract(seen[mode], colours, dtype=int)).max() <= 25


def test_transparent_colours_of_a_palette():
    palette = Image.fromarray(ramp()).quantize(16)
    expected = palette.convert("RGB")
    np.testing.assert_array_equal(
        pixels(encoded(palette, transparency=bytes(range(0, 160, 10)))), expected
    )


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_as_exif_says(orientation):
    """What a viewer shows is the same for each."""
    upright = Image.fromarray(ramp())
    lies = {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.rotate(180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.rotate(90, expand=True),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.rotate(-90, expand=True),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    np.testing.assert_array_equal(pixels(encoded(lies, exif=exif)), upright)


def test_broken_exif_says_nothing():
    content = encoded(Image.fromarray(ramp()), exif=b"Exif\0\0no TIFF at all")
    np.testing.assert_array_equal(pixels(content), ramp())


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_first_frame_of_an_animation(kind):
    frames = [Image.new("RGB", (8, 6), (40, shade, 80)) for shade in (200, 0, 100)]
    content = encoded(frames[0], kind, save_all=True, append_images=frames[1:], lossless=True)
    np.testing.assert_array_equal(pixels(content), frames[0])


def test_jpegs_are_decoded_no_larger_than_needed():
    content = encoded(Image.fromarray(ramp(256, 512)), "JPEG", quality=95)
    assert read_picture(content).size == (512, 256)
    assert read_picture(content, enough=64).size == (256, 128)
    whole, part = (fitted(read_picture(content, enough=n), 64, 64, 3) for n in (None, 64))
    assert np.abs(np.subtract(whole, part, dtype=int)).max() <= 2


def png_header(width, height):
    """A PNG of so many pixels, of a few bytes."""

    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def half(kind):
    """The first half of a file."""
    content = encoded(Image.fromarray(ramp()), kind)
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is no PNG, JPEG, WebP, GIF or BMP"),
        (b"Once upon a time", "it is no PNG, JPEG, WebP, GIF or BMP"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "it is no PNG, JPEG"),
        (half("PNG"), "truncated"),
        (half("JPEG"), "[Tt]runcated"),
        (half("WEBP"), r"\w"),
        (half("GIF"), "truncated"),
        (half("BMP"), "truncated"),
    ],
)
def test_what_cannot_be_read(tmp_path, content, message):
    with pytest.raises(InputError, match=rf"The picture cannot be read as an image \(.*{message}"):
        read_picture(content)
    file = tmp_path / "a.png"
    file.write_bytes(content)
    with pytest.raises(InputError, match=rf"a.png' cannot be read .*\(.*{message}.*\): repair or"):
        read_picture(file)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("side", "words"), [(8193, "it has 8,193 x 8,193 pix"), (20_000, "it has far too many pixels")]
)
def test_too_many_pixels_are_never_decoded(side, words):
    with pytest.raises(InputError, match=rf"cannot be read as an image \({words}"):
        read_picture(png_header(side, side))
    with pytest.raises(InputError, match="it has 9 x 9 pixels, and 80 are the most that are read"):
        read_picture(png_header(9, 9), limit=80)


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe", "loop"])
def test_no_file(tmp_path, kind):
    file = tmp_path / "a.png"
    make = {
        "missing": lambda: None,
        "folder": file.mkdir,
        "pipe": lambda: os.mkfifo(file),
        "loop": lambda: file.symlink_to(file),
    }
    make[kind]()
    with pytest.raises(InputError, match=r"a.png' cannot .* \(there is no such file\)"):
        read_picture(file)


def picture(array):
    return Image.fromarray(np.asarray(array, np.uint8))


def test_a_picture_of_the_size_is_left_as_it_is():
    np.testing.assert_array_equal(fitted(picture(ramp()), 40, 60, 3), ramp())


@pytest.mark.parametrize(("height", "width"), [(40, 60), (60, 40), (40, 41), (7, 300)])
def test_cropped_about_the_centre(height, width):
    """As if the whole were resized and then cropped."""
    image = picture(ramp(height, width))
    side = 16
    scale = side / min(height, width)
    size = max(side, round(width * scale)), max(side, round(height * scale))
    whole = np.asarray(image.resize(size, Image.Resampling.BILINEAR))
    top, left = (size[1] - side) // 2, (size[0] - side) // 2
    np.testing.assert_array_equal(
        fitted(image, side, side, 3), whole[top : top + side, left : left + side]
    )


def test_padded_with_black():
    out = fitted(picture(np.full((10, 20), 200)), 8, 8, 1, "pad")
    assert out.shape == (8, 8, 1)
    assert (out[2:6] == 200).all()
    assert (out[:2] == 0).all()
    assert (out[6:] == 0).all()


def test_smaller_without_aliasing():
    """Columns of black and white become grey, where every other pixel would be one of them."""
    stripes = np.tile(np.array([0, 255], np.uint8), (64, 32))
    assert (np.abs(fitted(picture(stripes), 8, 8, 1).astype(int) - 127) <= 8).all()


@pytest.mark.parametrize("fit", ["crop", "pad"])
@pytest.mark.parametrize("shape", [(1, 100_000), (100_000, 1), (1, 1)])
def test_thin_pictures_do_not_explode(fit, shape):
    assert fitted(picture(np.ones(shape)), 64, 64, 3, fit).shape == (64, 64, 3)


def test_grey_for_colour_and_the_other_way_round():
    grey = fitted(picture(ramp()[..., 0]), 40, 60, 3)
    np.testing.assert_array_equal(grey, np.repeat(ramp()[..., :1], 3, -1))
    np.testing.assert_array_equal(
        fitted(picture(ramp()), 40, 60, 1)[..., 0], picture(ramp()).convert("L")
    )
