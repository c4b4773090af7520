"""Random changes to a batch of images.

Each is a plain value, and a pure function of images (B, H, W, C) uint8 and a random generator.
Every image of a batch draws its own numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import ndimage
from scipy.interpolate import BSpline

from training.cli.errors import InputError

Augmentation = Callable[[np.ndarray, np.random.Generator], np.ndarray]

KNOTS = 5  # Of the grid that bends an image, along each side.

GREY = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R 601 luma, as in Pillow


@dataclass(frozen=True)
class Warp:
    """Rotate, zoom, shear, shift and bend; bilinear, zero outside.

    Args:
        rotation: About the centre, by an angle in [-rotation, rotation] degrees.
        zoom: By a factor in [1 - zoom, 1 + zoom].
        shear: Rows are moved by up to this fraction of their distance from the middle row.
        shift: Up to so many pixels, up or down and left or right.
        bend: Standard deviation, in pixels, of what the knots of a coarse grid are moved by; the
            pixels between them follow smoothly, as in the elastic distortions of Simard, Steinkraus
            and Platt ("Best Practices for Convolutional Neural Networks", 2003).
    """

    rotation: float = 0.0
    zoom: float = 0.0
    shear: float = 0.0
    shift: float = 0.0
    bend: float = 0.0

    def __bool__(self) -> bool:
        return any((self.rotation, self.zoom, self.shear, self.shift, self.bend))

    def __call__(self, images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        count = len(images)

        def drawn(largest: float, *shape: int) -> np.ndarray:
            sizes = (*shape, count)
            return rng.uniform(-largest, largest, sizes) if largest else np.zeros(sizes)

        rotation, zoom, shear = drawn(self.rotation), drawn(self.zoom), drawn(self.shear)
        moved = drawn(self.shift, 2)[..., np.newaxis, np.newaxis]
        if self.bend:
            moved = moved + smooth(self.bend * rng.normal(size=(2, count, KNOTS, KNOTS)), images)
        return warped(images, rotation, 1 + zoom, shear, moved)


@dataclass(frozen=True)
class RandomFlip:
    """Mirror left and right with probability one half."""

    def __call__(self, images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        mirrored = rng.random(len(images)) < 0.5
        return np.where(_per_image(mirrored), images[:, :, ::-1], images)


@dataclass(frozen=True)
class RandomCrop:
    """Pad with zeros on all sides, then cut the original size out at a random place."""

    padding: int

    def __call__(self, images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        offsets = rng.integers(0, 2 * self.padding + 1, size=(2, len(images)))
        return cropped(images, self.padding, *offsets)


@dataclass(frozen=True)
class ColorJitter:
    """Change brightness, contrast, saturation and hue, in an order drawn for each batch.

    The first three factors are drawn from [max(0, 1 - strength), 1 + strength]; the hue moves by
    a fraction of the circle in [-strength, strength]. Grey images have no saturation and no hue.

    Args:
        strength: From 0 (no change) to 0.5 (every hue).
    """

    strength: float

    def __post_init__(self) -> None:
        if not 0 <= self.strength <= 0.5:
            raise InputError(
                f"A colour jitter of strength {self.strength} was asked for: choose 0 to 0.5."
            )

    def __call__(self, images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        if self.strength == 0:
            return images  # the way to HSV and back would round colours
        changes: list[Callable[[np.ndarray, np.ndarray], np.ndarray]] = [brightened, contrasted]
        if images.shape[-1] == 3:
            changes += [saturated, hue_shifted]
        for place in rng.permutation(len(changes)):
            amounts = rng.uniform(-self.strength, self.strength, len(images))
            change = changes[place]
            images = change(images, amounts if change is hue_shifted else 1 + amounts)
        return images


@dataclass(frozen=True)
class Binarise:
    """Make every pixel 0 or 255.

    Args:
        how: "threshold", 255 from 128 on, or "sample", 255 with the pixel's share of 255 as its
            probability. Pixels that are 0 or 255 stay so.
    """

    how: str

    def __call__(self, images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        drawn = self.how == "sample"
        above = rng.integers(0, 255, images.shape, np.uint8) if drawn else 127
        return np.where(images > above, 255, 0).astype(np.uint8)


def warped(
    images: np.ndarray,
    degrees: np.ndarray | float = 0.0,
    zoom: np.ndarray | float = 1.0,
    shear: np.ndarray | float = 0.0,
    moved: np.ndarray | tuple[float, float] = (0.0, 0.0),
) -> np.ndarray:
    """Shear, zoom and rotate each image about its centre, counter-clockwise, then move its pixels.

    Args:
        images: The images.
        degrees, zoom, shear: One number, or one for each image.
        moved: By how many pixels down and to the right: two numbers, or two arrays for each image
            or each of its pixels.
    """
    batch, height, width, channels = images.shape
    radians, zoom, shear = np.deg2rad(_per_plane(degrees)), _per_plane(zoom), _per_plane(shear)
    cos, sin = np.cos(radians) / zoom, np.sin(radians) / zoom
    # Every pixel is looked up where it came from. The centre lies between pixels if sides are even.
    middle_y, middle_x = (height - 1) / 2, (width - 1) / 2
    y = np.arange(height)[:, np.newaxis] - middle_y - moved[0]
    x = np.arange(width) - middle_x - moved[1]
    below_middle = cos * y + sin * x
    from_y, from_x = middle_y + below_middle, middle_x + cos * x - sin * y - shear * below_middle
    # The batch as one tall picture of frames with a border of zeros: two coordinates instead of
    # three, twice as fast. What lies above or below a frame is taken from its border.
    tall = np.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0))).reshape(-1, width + 2, channels)
    frames = (height + 2) * np.arange(batch)[:, np.newaxis, np.newaxis]
    rows = frames + (from_y + 1).clip(0, height + 1)
    coordinates = np.broadcast_arrays(rows, from_x + 1)
    out = np.empty(images.shape, dtype=np.float32)
    for channel in range(channels):
        ndimage.map_coordinates(tall[..., channel], coordinates, out[..., channel], order=1)
    return to_uint8(out)


def smooth(knots: np.ndarray, images: np.ndarray) -> np.ndarray:
    """A value for every pixel of images, smooth between the knots (..., K, K) of a grid on them."""
    height, width = images.shape[1:3]
    return _splines(height, knots.shape[-2]) @ knots @ _splines(width, knots.shape[-1]).T


@lru_cache(maxsize=16)
def _splines(pixels: int, knots: int) -> np.ndarray:
    """The weight of every knot at every pixel of a row: cubic B-splines, no larger than a knot."""
    place = np.linspace(0, knots - 1, pixels)[:, np.newaxis] - np.arange(knots)
    return BSpline.basis_element(np.arange(-2, 3), extrapolate=False)(place.clip(-2, 2)) * 1.5


def cropped(images: np.ndarray, padding: int, top: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Cut the original size out of the padded images, from (top, left) of each."""
    height, width = images.shape[1:3]
    sides = (padding, padding)
    padded = np.pad(images, ((0, 0), sides, sides, (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (height, width), axis=(1, 2))
    return np.moveaxis(windows[np.arange(len(images)), top, left], 1, -1)


def brightened(images: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """Blend each image with black."""
    return _blend(images, np.zeros((), np.float32), factors)


def contrasted(images: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """Blend each image with the mean of its grey version."""
    return _blend(images, _grey(images).mean(axis=(1, 2, 3), keepdims=True), factors)


def saturated(images: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """Blend each image with its grey version."""
    return _blend(images, _grey(images), factors)


def hue_shifted(images: np.ndarray, fractions: np.ndarray) -> np.ndarray:
    """Move every hue of an RGB image by a fraction of the circle."""
    from PIL import Image  # Only hues need it.

    batch, height, width, _ = images.shape
    # One tall picture, so that Pillow converts the batch in one call. Its hues are bytes, which
    # wrap around by themselves.
    tall = Image.fromarray(images.reshape(batch * height, width, 3)).convert("HSV")
    hsv = np.array(tall).reshape(images.shape)
    hsv[..., 0] += np.rint(256 * fractions).astype(np.int64).astype(np.uint8)[:, None, None]
    tall = Image.fromarray(hsv.reshape(batch * height, width, 3), mode="HSV").convert("RGB")
    return np.array(tall).reshape(images.shape)


def _grey(images: np.ndarray) -> np.ndarray:
    return images @ GREY[:, np.newaxis] if images.shape[-1] == 3 else images.astype(np.float32)


def _blend(images: np.ndarray, other: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """`factor` of the image and the rest of the other: beyond 1 is away from the other."""
    factors = _per_image(factors.astype(np.float32))
    return to_uint8(factors * images + (1 - factors) * other)


def _per_plane(values: np.ndarray | float) -> np.ndarray:
    return np.reshape(values, (-1, 1, 1))


def _per_image(values: np.ndarray) -> np.ndarray:
    return values.reshape(-1, 1, 1, 1)


def to_uint8(pixels: np.ndarray) -> np.ndarray:
    return np.rint(pixels.clip(0, 255)).astype(np.uint8)
