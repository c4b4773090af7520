import colorsys

import numpy as np
import pytest

from training.cli.errors import InputError
from training.data import Binarise
from training.data import ColorJitter
from training.data import RandomCrop
from training.data import RandomFlip
from training.data import Warp
from training.data import augment


def images(shape=(6, 8, 8, 3)):
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


def rng(seed=0):
    return np.random.default_rng(seed)


ALL = (
    Warp(rotation=30),
    Warp(zoom=0.4),
    Warp(shear=0.5),
    Warp(shift=2),
    Warp(bend=2),
    Warp(10, 0.1, 0.1, 1, 1),
    RandomFlip(),
    RandomCrop(2),
    ColorJitter(0.4),
    Binarise("sample"),
)


@pytest.mark.parametrize("change", ALL, ids=repr)
@pytest.mark.parametrize("channels", [1, 3])
def test_pure_and_different_for_each_image(change, channels):
    same = np.repeat(images((1, 8, 9, channels)), 32, axis=0)
    before = same.copy()
    out = change(same, rng())
    np.testing.assert_array_equal(same, before)
    np.testing.assert_array_equal(out, change(same, rng()))
    assert out.dtype == np.uint8
    assert out.shape == same.shape
    assert (out != change(same, rng(1))).any()
    assert (out != out[:1]).any()


@pytest.mark.parametrize("change", [Warp(), RandomCrop(0), ColorJitter(0)], ids=repr)
def test_nothing_asked_nothing_done(change):
    np.testing.assert_array_equal(change(images(), rng()), images())


def test_black_or_white():
    x = np.repeat(np.array([[0, 1, 127, 128, 254, 255]], np.uint8), 4000, axis=0)
    by_threshold = Binarise("threshold")(x, rng())
    assert (by_threshold == [0, 0, 0, 255, 255, 255]).all()
    drawn = Binarise("sample")(x, rng())
    assert set(np.unique(drawn)) == {0, 255}
    np.testing.assert_allclose(drawn.mean(axis=0), x[0], atol=6)
    assert (drawn[:, [0, 5]] == [0, 255]).all()
    for how in ("threshold", "sample"):  # What is binarised stays as it is.
        np.testing.assert_array_equal(Binarise(how)(drawn, rng(1)), drawn)


@pytest.mark.parametrize("shape", [(4, 8, 8, 3), (4, 7, 7, 1)])
def test_quarter_turns(shape):
    x = images(shape)
    out = augment.warped(x, np.array([0.0, 90.0, 180.0, -90.0]))
    for turns in range(4):
        np.testing.assert_array_equal(out[turns], np.rot90(x[turns], turns))


def test_turned_between_pixels():
    """A dot one pixel right of the centre turns to the diagonal, between four pixels."""
    x = np.zeros((1, 5, 5, 1), np.uint8)
    x[0, 2, 3] = 200
    out = augment.warped(x, np.array([45.0]))[0, :, :, 0]
    half = np.sqrt(0.5)
    # Offset (-1, 1) from the centre looks up (0, 2 half), and (-1, 0) looks up (-half, half).
    assert out[1, 3] == round(200 * (2 - 2 * half))
    assert out[1, 2] == out[2, 3] == round(200 * (1 - half) * half)
    assert (out[3:] == 0).all()


def test_zero_outside_and_nothing_from_the_neighbours():
    x = np.full((3, 17, 17, 1), 255, np.uint8)
    x[1] = 0
    out = augment.warped(x, np.array([45.0, 45.0, 0.0]))
    assert (out[0, [0, 0, -1, -1], [0, -1, 0, -1]] == 0).all()
    assert (out[0, 4:13, 4:13] == 255).all()
    assert (out[1] == 0).all()
    assert (out[2] == 255).all()


def test_zoom_shear_and_shift():
    x = images((2, 9, 9, 1))
    np.testing.assert_array_equal(augment.warped(x, zoom=2.0)[:, ::2, ::2], x[:, 2:7, 2:7])
    sheared = augment.warped(x, shear=np.array([1.0, 0.0]))
    for row in range(9):  # A row's distance from the middle is how far it moves.
        expected = np.zeros((9, 1))
        expected[max(row - 4, 0) : 9 + min(row - 4, 0)] = x[0, row, max(4 - row, 0) : 13 - row]
        np.testing.assert_array_equal(sheared[0, row], expected)
    np.testing.assert_array_equal(sheared[1], x[1])
    moved = augment.warped(x, moved=(2.0, -1.0))
    np.testing.assert_array_equal(moved[:, 2:, :-1], x[:, :-2, 1:])
    assert (moved[:, :2] == 0).all()
    assert (moved[:, :, -1] == 0).all()


def test_a_bend_is_smooth_and_as_large_as_asked():
    knots = rng().normal(size=(500, augment.KNOTS, augment.KNOTS))
    field = augment.smooth(knots, np.empty((500, 28, 28, 1)))
    assert 0.9 < field.std() < 1.3
    # From one knot to the next are 6.75 pixels.
    assert np.abs(np.diff(field, axis=1)).max() < 1.5
    assert np.abs(np.diff(field, 2, axis=2)).max() < 0.5


@pytest.mark.parametrize("name", ["rotation", "zoom", "shear", "shift"])
def test_what_is_drawn_fills_its_range(monkeypatch, name):
    drawn = {}

    def warped(images, rotation, zoom, shear, moved):
        drawn.update(rotation=rotation, zoom=zoom - 1, shear=shear, shift=moved[0])

    monkeypatch.setattr(augment, "warped", warped)
    Warp(**{name: 0.5})(images((1000, 1, 1, 1)), rng())
    assert -0.5 <= drawn[name].min() < -0.49 < 0.49 < drawn[name].max() <= 0.5


def test_flip_mirrors_about_half():
    x = np.repeat(images((1, 4, 6, 3)), 400, axis=0)
    out = RandomFlip()(x, rng())
    mirrored = (out == x[:, :, ::-1]).all(axis=(1, 2, 3))
    kept = (out == x).all(axis=(1, 2, 3))
    assert (mirrored ^ kept).all()
    assert 160 < mirrored.sum() < 240


def test_crop_offsets():
    x = images((3, 4, 5, 3))
    out = augment.cropped(x, 2, np.array([2, 0, 4]), np.array([2, 1, 4]))
    np.testing.assert_array_equal(out[0], x[0])
    np.testing.assert_array_equal(out[1, 2:, 1:], x[1, :2, :4])
    assert (out[1, :2] == 0).all()
    assert (out[1, :, :1] == 0).all()
    np.testing.assert_array_equal(out[2, :2, :3], x[2, 2:, 2:])
    assert (out[2, 2:] == 0).all()


def test_crops_reach_every_place():
    x = np.zeros((500, 5, 5, 1), np.uint8)
    x[:, 2, 2] = 1
    rows, columns = np.nonzero(RandomCrop(2)(x, rng())[..., 0])[1:]
    assert len(rows) == 500
    assert set(zip(rows, columns, strict=True)) == {(i, j) for i in range(5) for j in range(5)}


COLOURS = np.array([[200, 100, 40], [10, 20, 30]], np.uint8).reshape(2, 1, 1, 3)


def test_brightness():
    out = augment.brightened(COLOURS, np.array([1.5, 0.5]))
    assert out.reshape(2, 3).tolist() == [[255, 150, 60], [5, 10, 15]]


def test_contrast():
    x = np.array([[40, 120], [40, 120]], np.uint8).reshape(2, 1, 2, 1)
    out = augment.contrasted(x, np.array([0.5, 2.0]))
    assert out.reshape(2, 2).tolist() == [[60, 100], [0, 160]]


def test_saturation():
    out = augment.saturated(COLOURS, np.array([0.0, 1.0])).reshape(2, 3)
    grey = 0.299 * 200 + 0.587 * 100 + 0.114 * 40
    assert out[0] == pytest.approx([grey] * 3, abs=0.5)
    np.testing.assert_array_equal(out[1], COLOURS[1, 0, 0])


def test_hue_turns_primary_colours():
    red = np.array([255, 0, 0], np.uint8) * np.ones((4, 2, 1, 1), np.uint8)
    out = augment.hue_shifted(red, np.array([0, 1 / 3, -1 / 3, 0.5]))
    expected = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [0, 255, 255]]
    np.testing.assert_allclose(out[:, 0, 0].astype(int), expected, atol=8)
    np.testing.assert_array_equal(out[:, 0], out[:, 1])


def test_hue_alone_moves():
    x = images((1, 8, 8, 3))
    out = augment.hue_shifted(x, np.array([0.25]))
    np.testing.assert_allclose(out.max(-1).astype(int), x.max(-1), atol=1)
    before, after = (
        np.array([colorsys.rgb_to_hsv(*pixel) for pixel in (p.reshape(-1, 3) / 255).tolist()])
        for p in (x, out)
    )
    turned = (after[:, 0] - before[:, 0]) % 1
    assert np.median(turned) == pytest.approx(0.25, abs=0.01)
    np.testing.assert_allclose(after[:, 1], before[:, 1], atol=0.02)


def test_grey_images_keep_their_order():
    """Brightness and contrast only: monotone, and more than nothing."""
    ramp = np.arange(0, 250, 10, dtype=np.uint8).reshape(1, 5, 5, 1)
    out = ColorJitter(0.4)(ramp, rng())
    assert (np.diff(out.ravel().astype(int)) >= 0).all()
    assert (out != ramp).any()


def test_factors_fill_their_range(monkeypatch):
    drawn = {}
    for name in ("brightened", "contrasted", "saturated", "hue_shifted"):

        def record(x, amounts, name=name):
            drawn[name] = amounts
            return x

        monkeypatch.setattr(augment, name, record)
    ColorJitter(0.4)(images((1000, 1, 1, 3)), rng())
    assert len(drawn) == 4
    for name, amounts in drawn.items():
        middle = 0 if name == "hue_shifted" else 1
        low, high = amounts.min() - middle, amounts.max() - middle
        assert -0.4 <= low < -0.38 < 0.38 < high <= 0.4


@pytest.mark.parametrize("strength", [-0.1, 0.6])
def test_strength_out_of_range(strength):
    with pytest.raises(InputError, match=f"strength {strength} was asked for: choose 0 to 0.5"):
        ColorJitter(strength)
