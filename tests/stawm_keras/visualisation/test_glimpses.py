import io
import subprocess
import sys

import numpy as np
import pytest

from stawm_keras.visualisation import plot_glimpses

FRAME = np.array([[4, 1], [15, 2], [14, 9], [3, 8]], "float32")


def pixels(*shape):
    return np.random.default_rng(3).integers(0, 256, shape).astype("uint8")


def some_frames(images, glimpses, of_each=1):
    """Quadrilaterals on an image of 12 x 20 pixels."""
    moved = np.random.default_rng(4).uniform(-3, 3, (images, glimpses, of_each, 1, 2))
    return FRAME + moved


def draw(images, frames, glimpses, **kwargs):
    """The figure's axes, row by row, once the figure has been found to make a picture."""
    image = pytest.importorskip("matplotlib.image")
    figure = plot_glimpses(images, frames, glimpses, **kwargs)
    file = io.BytesIO()
    figure.savefig(file, format="png")
    file.seek(0)
    picture = image.imread(file, format="png")
    assert abs(picture.shape[:2] - figure.get_size_inches()[::-1] * figure.dpi).max() <= 1
    assert picture[..., :3].std() > 0.05
    axes, per_image = figure.axes, 1 + frames.shape[1]
    assert len(axes) == len(images) * per_image
    return [axes[i * per_image : (i + 1) * per_image] for i in range(len(images))]


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("count", "size"), [(1, (8, 8)), (3, (4, 6)), (10, (1, 1))])
def test_picture(channels, count, size):
    images, frames = pixels(2, 12, 20, channels), some_frames(2, count)
    glimpses = pixels(2, count, *size, channels)
    rows = draw(images, frames, glimpses)
    for row, (picture, *beside) in enumerate(rows):
        np.testing.assert_allclose(
            picture.images[0].get_array(),
            np.broadcast_to(images[row] / 255, (12, 20, 3)),
            atol=1e-6,
        )
        for n, (line, axes) in enumerate(zip(picture.lines, beside, strict=True)):
            frame = frames[row, n, 0]
            np.testing.assert_allclose(line.get_xydata(), [*frame, frame[0]], rtol=1e-6)
            np.testing.assert_array_equal(line.get_color(), axes.spines["left"].get_edgecolor())
            assert axes.get_title() == picture.texts[n].get_text() == str(n + 1)
            seen = np.broadcast_to(glimpses[row, n] / 255, (*size, 3))
            np.testing.assert_allclose(axes.images[0].get_array(), seen, atol=1e-6)


def test_all_frames_of_a_glimpse_and_its_patches_side_by_side():
    glimpses = pixels(1, 2, 4, 5, 3 * 3)
    ((picture, *beside),) = draw(pixels(1, 12, 20, 3), some_frames(1, 2, of_each=3), glimpses)
    assert len(picture.lines) == 6 and len(picture.texts) == 2
    colours = [tuple(line.get_color()) for line in picture.lines]
    assert len(set(colours[:3])) == len(set(colours[3:])) == 1 and colours[0] != colours[3]
    for n, axes in enumerate(beside):
        for patch in range(3):
            seen = axes.images[0].get_array()[:, 5 * patch : 5 * (patch + 1)]
            expected = glimpses[0, n, ..., 3 * patch : 3 * (patch + 1)] / 255
            np.testing.assert_allclose(seen, expected, atol=1e-6)


def test_nothing_of_a_sheet_overlaps():
    drawn = pixels(2, 12, 20, 1), some_frames(2, 5), pixels(2, 5, 4, 6, 1)
    names = ["Wolfsmilchschwärmer, junge Raupe"] * 4
    rows = draw(*drawn, predicted=[1, 2], actual=[1, 3], class_names=names, across=2)
    boxes = [axes.get_tightbbox() for row in rows for axes in row]
    for n, box in enumerate(boxes):
        for other in boxes[n + 1 :]:
            across = min(box.x1, other.x1) - max(box.x0, other.x0)
            down = min(box.y1, other.y1) - max(box.y0, other.y0)
            assert min(across, down) < 3, "pixels"


def test_titles_name_the_classes_and_mark_wrong_ones():
    names = ["ant", "bee", "cat"]
    drawn = pixels(2, 12, 20, 3), some_frames(2, 2), pixels(2, 2, 4, 4, 3)
    right, wrong = (
        row[0].title
        for row in draw(*drawn, predicted=np.array([2, 1]), actual=[2, 0], class_names=names)
    )
    assert right.get_text() == "predicted: cat\nactual: cat"
    assert wrong.get_text() == "predicted: bee ✗\nactual: ant"
    assert right.get_color() != wrong.get_color()
    numbers = [row[0].get_title() for row in draw(*drawn, predicted=np.array([2, 1]))]
    assert numbers == ["predicted: 2", "predicted: 1"]
    assert draw(*drawn)[0][0].get_title() == ""


def test_titles_name_several_objects():
    drawn = pixels(2, 12, 20, 3), some_frames(2, 2), pixels(2, 2, 4, 4, 3)
    several = {"predicted": np.array([[2, 1], [0, 1]]), "actual": np.array([[2, 1], [1, 0]])}
    right, wrong = (row[0].get_title() for row in draw(*drawn, **several))
    assert right == "predicted: 2 1\nactual: 2 1" and wrong == "predicted: 0 1 ✗\nactual: 1 0"


def test_frames_of_a_video_stand_in_a_row_with_the_answer_at_its_end():
    videos = pixels(2, 3, 12, 20, 1)
    drawn = videos, some_frames(2, 3), pixels(2, 3, 4, 4, 1)
    pytest.importorskip("matplotlib")
    shown = plot_glimpses(*drawn, predicted=np.array([2, 1])).axes[::2]
    titles = [axes.get_title() for axes in shown]
    assert titles == ["", "", "predicted: 2", "", "", "predicted: 1"]
    heights = [round(axes.get_position().y0, 3) for axes in shown]
    assert len(set(heights)) == 2 and len(set(heights[:3])) == 1
    shown = shown[4].images[0].get_array()[..., 0] * 255
    np.testing.assert_allclose(shown, videos[1, 1, :, :, 0], atol=1e-3)


def test_titles_of_classes_with_names_that_are_no_names():
    """What matplotlib takes for a formula, what is too long, and a class that has none."""
    names = ["$5 \\bills$", "Wolfsmilchschwärmer, junge Raupe"]
    drawn = pixels(3, 12, 20, 3), some_frames(3, 2), pixels(3, 2, 4, 4, 3)
    titles = [row[0].get_title() for row in draw(*drawn, actual=[0, 1, 2], class_names=names)]
    assert titles == ["actual: $5 \\bills$", "actual: Wolfsmilchschwärmer…", "actual: 2"]


@pytest.mark.parametrize(
    ("images", "frames", "glimpses"),
    [
        ((2, 8, 8, 1), (2, 3, 1, 4, 3), (2, 3, 4, 4, 1)),
        ((2, 8, 8, 1), (3, 3, 1, 4, 2), (3, 3, 4, 4, 1)),
        ((2, 8, 8, 3), (2, 3, 1, 4, 2), (2, 3, 4, 4, 1)),
        ((2, 8, 8, 2), (2, 3, 1, 4, 2), (2, 3, 4, 4, 2)),
        ((2, 8, 8), (2, 3, 1, 4, 2), (2, 3, 4, 4)),
        ((2, 8, 8, 1), (2, 3, 4, 2), (2, 3, 4, 4, 1)),
    ],
)
def test_shapes_that_do_not_belong_together(images, frames, glimpses):
    pytest.importorskip("matplotlib")
    with pytest.raises(ValueError, match="must agree in B, N and C.* Received: shapes"):
        plot_glimpses(np.zeros(images), np.zeros(frames), np.zeros(glimpses))


@pytest.mark.slow
def test_imports_without_what_pictures_need():
    packages = ("matplotlib", "PIL", "tensorboardX")
    hidden = "; ".join(f"sys.modules[{name!r}] = None" for name in packages)
    code = f"import sys; {hidden}; import stawm_keras.callbacks, stawm_keras.visualisation"
    subprocess.run([sys.executable, "-c", code], check=True)
