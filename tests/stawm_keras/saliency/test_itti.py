import numpy as np
import popping_out
import pytest

from stawm_keras.saliency import itti_saliency
from stawm_keras.saliency import normalise_map
from stawm_keras.saliency import winner_take_all

# NumPy alone: once is enough.
pytestmark = pytest.mark.tensorflow

RNG = np.random.default_rng(5)


def by_halves(x):
    """Weights 1, 3, 3, 1 around every second corner of pixels."""
    height, width = x.shape
    wide = np.pad(x, ((1, 2), (1, 2)), mode="edge")
    weights = np.outer((1, 3, 3, 1), (1, 3, 3, 1)) / 64
    rows, columns = range(0, height, 2), range(0, width, 2)
    return np.array([[(weights * wide[i : i + 4, j : j + 4]).sum() for j in columns] for i in rows])


def enlarged(x, size):
    def between(line, count):
        centres = (np.arange(len(line)) + 0.5) * count / len(line) - 0.5
        return np.interp(np.arange(count), centres, line)

    rows = np.array([between(row, size[1]) for row in x])
    return np.array([between(column, size[0]) for column in rows.T]).T


def normalised(x):
    low, high = x.min(), x.max()
    if high - low <= 1e-4:
        return np.zeros_like(x)
    x = (x - low) / (high - low)
    peaks = []
    for i, j in np.ndindex(x.shape):
        around = x[max(0, i - 1) : i + 2, max(0, j - 1) : j + 2]
        if x[i, j] == around.max() and x[i, j] >= 0.1:
            peaks.append(x[i, j])
    others = sorted(peaks)[:-1]
    return x * (1 - (np.mean(others) if others else 0)) ** 2


def gratings(x, angle):
    v, u = np.mgrid[-5:6, -5:6]
    kernel = np.exp(-(u**2 + v**2) / 8)
    turned = u * np.cos(np.radians(angle)) + v * np.sin(np.radians(angle))
    kernel = kernel / kernel.sum() * np.exp(2.6j * turned)
    wide = np.pad(x, 5, mode="edge")
    there = np.ndindex(x.shape)
    return np.reshape(
        [abs((kernel * wide[i : i + 11, j : j + 11]).sum()) for i, j in there], x.shape
    )


def definition(image):
    """Of an image of 64 x 64, in [0, 1]."""

    def levels(x):
        found = [x]
        for _ in range(6):
            found.append(by_halves(found[-1]))
        return found

    def conspicuity(pyramids):
        total = np.zeros((16, 16))
        for pyramid in pyramids:
            for c, s in ((0, 3), (0, 4), (1, 4), (1, 5), (2, 5), (2, 6)):
                side = len(pyramid[c])
                border = round(side / 20)
                ramp = [min(1, (min(i, side - 1 - i) + 1) / (border + 1)) for i in range(side)]
                one = abs(pyramid[c] - enlarged(pyramid[s], (side, side))) * np.outer(ramp, ramp)
                one = normalised(one)
                for _ in range(2 - c):
                    one = by_halves(one)
                total += one
        return total

    intensity = image.mean(axis=-1)
    hues = np.where((intensity > 0.1 * intensity.max())[..., None], image / intensity[..., None], 0)
    r, g, b = np.moveaxis(hues, -1, 0)
    red, green, blue = r - (g + b) / 2, g - (r + b) / 2, b - (r + g) / 2
    yellow = (r + g) / 2 - abs(r - g) / 2 - b
    red, green, blue, yellow = (np.maximum(0, x) for x in (red, green, blue, yellow))
    grey = levels(intensity)
    maps = (
        conspicuity([grey]),
        conspicuity([levels(red - green), levels(blue - yellow)]),
        sum(
            normalised(conspicuity([[gratings(x, angle) for x in grey]]))
            for angle in (0, 45, 90, 135)
        ),
    )
    total = sum(normalised(x) for x in maps)
    return enlarged((total - total.min()) / (total.max() - total.min()), (64, 64))


def smooth_pictures(count):
    """With no two pixels alike, so that rounding makes no new peaks."""
    coarse = RNG.uniform(0, 255, (count, 16, 16, 3))
    fine = coarse.repeat(4, axis=1).repeat(4, axis=2)
    return np.clip(0.8 * fine + RNG.uniform(0, 50, fine.shape), 0, 255).astype("float32")


def test_the_definition():
    images = smooth_pictures(2)
    found = itti_saliency(images)
    for image, one in zip(images, found, strict=True):
        np.testing.assert_allclose(one, definition(image.astype("float64") / 255), atol=2e-4)


def test_normalisation_is_the_definition():
    maps = RNG.uniform(0, 7, (3, 12, 9))
    maps[2] = 4
    for one, found in zip(maps, normalise_map(maps), strict=True):
        np.testing.assert_allclose(found, normalised(one), rtol=1e-6)


@pytest.mark.parametrize("unlike", ["orientation", "colour", "size"])
def test_what_is_unlike_the_others_is_found_first(unlike):
    image, odd = popping_out.picture(unlike)
    first = winner_take_all(itti_saliency(image[None]), 1)[0, 0]
    assert np.abs(first - odd).max() < popping_out.STEP / 2


def test_an_image_alone_and_in_grey():
    images = smooth_pictures(2)
    np.testing.assert_allclose(itti_saliency(images[1:]), itti_saliency(images)[1:], atol=1e-6)
    grey = images[..., :1]
    same = itti_saliency(grey.repeat(3, axis=-1))
    np.testing.assert_allclose(itti_saliency(grey), same, atol=1e-6)
    assert np.all(itti_saliency(np.full((1, 70, 90, 3), 100)) == 0)


@pytest.mark.parametrize("shape", [(64, 64, 3), (1, 64, 64, 2), (1, 63, 90, 3)])
def test_images_that_are_none(shape):
    with pytest.raises(ValueError, match="at least 64 x 64 pixels. Received: shape"):
        itti_saliency(np.zeros(shape))
