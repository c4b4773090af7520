import numpy as np
import pytest

from stawm_keras.visualisation import animate_stages
from stawm_keras.visualisation import plot_drawings
from stawm_keras.visualisation import plot_stages

FRAME = np.array([[1, 1], [5, 2], [4, 6], [0, 5]], "float32")


def stages(of_each=1):
    """Canvases, frames of which one is no number, and images: 2 images and 3 sketches."""
    canvases = np.random.default_rng(0).uniform(size=(2, 3, 7, 6, 1))
    frames = np.tile(FRAME, (2, 3, of_each, 1, 1))
    frames[0, 1] = np.nan
    return canvases, frames, np.full((2, 7, 6, 1), 51)


@pytest.mark.parametrize("of_each", [1, 2])
def test_stages_show_the_canvas_and_where_the_sketch_lies(of_each):
    pytest.importorskip("matplotlib")
    canvases, frames, images = stages(of_each)
    axes = np.reshape(plot_stages(canvases, frames, images).axes, (2, 4))
    for row, (*places, image) in enumerate(axes):
        np.testing.assert_allclose(image.images[0].get_array(), 0.2)
        for n, place in enumerate(places):
            shown = np.broadcast_to(canvases[row, n], (7, 6, 3))
            np.testing.assert_allclose(place.images[0].get_array(), shown, atol=1e-6)
            assert len(place.lines) == (0 if (row, n) == (0, 1) else of_each)
            for line in place.lines:
                np.testing.assert_allclose(line.get_xydata(), [*FRAME, FRAME[0]])
            assert place.get_xlim() == (-0.5, 5.5), "the canvas and no more"


def test_drawings_say_what_was_predicted_and_what_it_is():
    pytest.importorskip("matplotlib")
    drawings, images = np.zeros((2, 7, 6, 1)), np.zeros((2, 7, 6, 1))
    for class_names, titles in (
        (None, ["1", "0 for 2"]),
        (["$ant$", "bee", "a very long name"], ["bee", "$ant$\nfor a very long n…"]),
    ):
        figure = plot_drawings(drawings, images, np.array([1, 0]), [1, 2], class_names)
        figure.canvas.draw()
        right, wrong = (axes.title for axes in figure.axes[:2])
        assert [right.get_text(), wrong.get_text()] == titles
        assert right.get_color() != wrong.get_color()


def test_animation_has_a_picture_a_stage_and_one_without_frames(tmp_path):
    pytest.importorskip("matplotlib")
    image = pytest.importorskip("PIL.Image")
    animate_stages(*stages(), tmp_path / "stages.gif")
    with image.open(tmp_path / "stages.gif") as animation:
        assert animation.n_frames == 4


@pytest.mark.parametrize("draw", [plot_stages, lambda *parts: animate_stages(*parts, None)])
def test_frames_that_do_not_belong_to_the_stages(draw):
    canvases, frames, images = stages()
    with pytest.raises(ValueError, match=r"Received: images \(2, 7, 6, 1\), .* frames \(2, 2, 1"):
        draw(canvases, frames[:, :2], images)
