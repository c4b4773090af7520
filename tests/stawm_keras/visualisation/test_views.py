import numpy as np
import pytest

from stawm_keras.visualisation.views import draw_view

SIDE = 10
INSIDE = [[1, 1], [8, 1], [8, 8], [1, 8]]


def view(*frames):
    """Axes with the frames on an image of 10 x 10 pixels, and the corners of what is shown."""
    figure = pytest.importorskip("matplotlib.figure").Figure()
    axes = figure.add_subplot()
    colours = np.ones((len(frames), 4))
    draw_view(axes, np.zeros((SIDE, SIDE, 1)), np.array(frames, float)[:, None], colours)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    return axes, np.array([left, top]), np.array([right, bottom])


def moved(x, y=0.0, by=1.0):
    centre = np.mean(INSIDE, axis=0)
    return centre + by * (np.array(INSIDE) - centre) + [x, y]


def test_frames_inside_need_no_room():
    _, low, high = view(INSIDE)
    assert (low > -0.5 - 0.1 * SIDE).all() and (high < SIDE - 0.5 + 0.1 * SIDE).all()


@pytest.mark.parametrize("direction", [(1, 0), (-1, 0), (0, 1), (0, -1)])
def test_room_is_made_for_a_frame_outside(direction):
    frame = moved(*4 * np.array(direction))
    axes, low, high = view(INSIDE, frame)
    assert (frame > low).all() and (frame < high).all()
    assert np.ptp([low, high], axis=0) == pytest.approx([1.33 * SIDE] * 2, rel=0.03)
    assert [line.get_linestyle() for line in axes.lines] == ["-", "-"]


def test_what_lies_beyond_half_an_image_is_dotted_on_the_border():
    axes, low, high = view(moved(9))
    assert high[0] == SIDE - 0.5 + SIDE / 2
    solid, dotted = axes.lines
    (xs, ys), (far, beside) = solid.get_xydata().T, dotted.get_xydata().T
    assert np.nanmax(xs) == high[0] and dotted.get_linestyle() == ":"
    assert {*far[np.isfinite(far)]} == {high[0]}, "on the border"
    # From where the frame's upper side leaves the picture to where its lower side does.
    assert np.nanmin(beside) == np.nanmin(ys) == 1 and np.nanmax(beside) == np.nanmax(ys) == 8


def test_numbers_stay_in_the_picture():
    frames = [moved(90), moved(0, -90), moved(0, by=9), INSIDE]
    axes, low, high = view(*frames)
    assert [text.get_text() for text in axes.texts] == ["1", "2", "3", "4"]
    for text in axes.texts:
        assert (low < text.get_position()).all() and (text.get_position() < high).all()
    solid = [line for line in axes.lines if line.get_linestyle() == "-"]
    assert len(solid) == 1, "of three frames there is nothing in the picture"
    assert len(axes.lines) == 4


def test_a_frame_that_is_no_number_is_left_out():
    axes, *bounds = view(INSIDE, np.full((4, 2), np.nan), moved(1))
    assert len(axes.lines) == 2
    assert [text.get_text() for text in axes.texts] == ["1", "3"]
    assert np.isfinite(bounds).all()
