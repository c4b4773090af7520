import io
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import ops
from reference import sample

from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier
from stawm_keras.visualisation import classifier_glimpses
from stawm_keras.visualisation import glimpse_frames
from stawm_keras.visualisation import plot_glimpses
from stawm_keras.visualisation import sample_glimpses


def pixels(*shape):
    return np.random.default_rng(3).integers(0, 256, shape).astype("uint8")


def some_poses(images, glimpses, spread=0.3):
    noise = np.random.default_rng(4).normal(0, spread, (images, glimpses, 6))
    return (np.array([0.6, 0, 0, 0, 0.6, 0]) + noise).astype("float32")


@pytest.mark.parametrize(
    ("pose", "corners"),
    [
        ([1, 0, 0, 0, 1, 0], [(0, 0), (20, 0), (20, 10), (0, 10)]),
        ([0.5, 0, -0.5, 0, 0.5, -0.5], [(0, 0), (10, 0), (10, 5), (0, 5)]),
        # A quarter turn of the coordinates: right in the glimpse is down in the image.
        ([0, -1, 0, 1, 0, 0], [(20, 0), (20, 10), (0, 10), (0, 0)]),
        # An eighth of a turn of a square in [-1, 1], which the image's shape then stretches.
        (
            [0.5, -0.5, 0.2, 0.5, 0.5, 0],
            [(12, 0), (22, 5), (12, 10), (2, 5)],
        ),
    ],
)
def test_frames_are_where_they_should_be(pose, corners):
    frames = glimpse_frames(np.array([[pose]]), (11, 21, 3))
    assert frames.shape == (1, 1, 4, 2)
    np.testing.assert_allclose(frames[0, 0], corners, atol=1e-12)


def test_frame_encloses_what_the_glimpse_shows():
    """Of images of one bright pixel, a glimpse shows those whose pixel its frame encloses."""
    path = pytest.importorskip("matplotlib.path")
    height, width = 9, 12
    lone = np.eye(height * width, dtype="float32").reshape(-1, height, width, 1)
    points = np.argwhere(np.ones((height, width)))[:, ::-1]  # (x, y)
    for pose in some_poses(1, 6)[0]:
        poses = np.tile(pose, (len(lone), 1, 1))
        glimpses = ops.convert_to_numpy(sample_glimpses(lone, poses, 40))
        shown = glimpses.max(axis=(1, 2, 3, 4)) > 0
        frame = glimpse_frames(poses[:1], (height, width))[0, 0]
        inside = path.Path(frame).contains_points(points)
        assert inside.any()
        assert shown[inside].all()
        # A pixel reaches less than one pixel far, in rows and in columns.
        near = inside | (distances(points, frame) < np.sqrt(2))
        assert not shown[~near].any()


def distances(points, frame):
    """From each point to the nearest of the frame's sides."""
    found = []
    for start, end in zip(frame, np.roll(frame, -1, axis=0), strict=True):
        side = end - start
        part = np.clip((points - start) @ side / (side @ side), 0, 1)
        found.append(np.linalg.norm(points - start - part[:, None] * side, axis=1))
    return np.min(found, axis=0)


@pytest.mark.parametrize("shape", [(2, 6), (2, 3, 5)])
def test_bad_poses(shape):
    with pytest.raises(ValueError, match=r"Poses must be of shape .* Received: poses of shape"):
        glimpse_frames(np.zeros(shape), (5, 5))


@pytest.mark.parametrize("channels", [1, 3])
def test_classifier_glimpses(channels):
    backbone = STAWMBackbone(
        (12, 10, channels), [(4, 3, 2, 0)], [(4, 3, 1, 0)], 3, (4, 5), memory_units=8
    )
    model = STAWMClassifier(backbone, num_classes=5)
    emitter = backbone.get_layer("glimpse_loop").pose_emitter
    for variable in emitter.trainable_variables:
        variable.assign(variable + keras.random.normal(variable.shape, stddev=0.3))
    images = pixels(2, 12, 10, channels)

    poses, glimpses, probabilities = classifier_glimpses(model, images)

    assert poses.std(axis=1).max() > 1e-3, "the glimpses differ"
    np.testing.assert_allclose(poses, backbone.predict(images, verbose=0)["poses"], atol=1e-5)
    for n in range(3):
        seen = sample(images.astype("float32"), poses[:, n], (4, 5))
        np.testing.assert_allclose(glimpses[:, n], seen, atol=1e-2)
    logits = model.predict(images, verbose=0)
    np.testing.assert_allclose(probabilities, ops.softmax(logits), atol=1e-5)


def draw(images, poses, glimpses, **kwargs):
    """The figure's axes, row by row, once the figure has been found to make a picture."""
    image = pytest.importorskip("matplotlib.image")
    figure = plot_glimpses(images, poses, glimpses, **kwargs)
    file = io.BytesIO()
    figure.savefig(file, format="png")
    file.seek(0)
    picture = image.imread(file, format="png")
    assert picture.shape[:2] == tuple(np.round(figure.get_size_inches()[::-1] * figure.dpi))
    assert picture[..., :3].std() > 0.05
    axes, per_image = figure.axes, 1 + poses.shape[1]
    assert len(axes) == len(images) * per_image
    return [axes[i * per_image : (i + 1) * per_image] for i in range(len(images))]


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("count", "size"), [(1, (8, 8)), (3, (4, 6)), (10, (1, 1))])
def test_picture(channels, count, size):
    images, poses = pixels(2, 12, 20, channels), some_poses(2, count)
    glimpses = pixels(2, count, *size, channels)
    frames = glimpse_frames(poses, (12, 20))
    rows = draw(images, poses, glimpses)
    for row, (picture, *beside) in enumerate(rows):
        np.testing.assert_allclose(
            picture.images[0].get_array(),
            np.broadcast_to(images[row] / 255, (12, 20, 3)),
            atol=1e-6,
        )
        for n, (line, axes) in enumerate(zip(picture.lines, beside, strict=True)):
            np.testing.assert_allclose(line.get_xydata()[:4], frames[row, n])
            np.testing.assert_array_equal(line.get_color(), axes.spines["left"].get_edgecolor())
            assert axes.get_title() == picture.texts[n].get_text() == str(n + 1)
            seen = np.broadcast_to(glimpses[row, n] / 255, (*size, 3))
            np.testing.assert_allclose(axes.images[0].get_array(), seen, atol=1e-6)


def test_glimpses_stand_in_order_and_nothing_overlaps():
    (row,) = draw(pixels(1, 9, 9, 1), some_poses(1, 16), pixels(1, 16, 5, 5, 1), columns=6)
    boxes = [axes.get_position() for axes in row]
    assert all(box.x0 > boxes[0].x1 for box in boxes[1:])
    for n, (box, following) in enumerate(zip(boxes[1:], boxes[2:], strict=False), start=1):
        assert following.y1 < box.y0 if n % 6 == 0 else following.x0 > box.x1


def test_frames_outside_do_not_move_the_picture():
    poses = np.array([[[1, 0, 9, 0, 1, 0], [5, 0, 0, 0, 5, 0]]], "float32")
    ((picture, *_),) = draw(pixels(1, 10, 10, 1), poses, pixels(1, 2, 4, 4, 1))
    left, right = picture.get_xlim()
    assert -3 < left < -0.5 and 9.5 < right < 12
    for number in picture.texts:
        x, y = number.get_position()
        assert left < x < right and left < y < right


def test_titles_name_the_classes_and_mark_wrong_ones():
    names = ["ant", "bee", "cat"]
    drawn = pixels(2, 8, 8, 3), some_poses(2, 2), pixels(2, 2, 4, 4, 3)
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


@pytest.mark.parametrize(
    ("images", "poses", "glimpses"),
    [
        ((2, 8, 8, 1), (2, 3, 6), (2, 2, 4, 4, 1)),
        ((2, 8, 8, 1), (3, 3, 6), (3, 3, 4, 4, 1)),
        ((2, 8, 8, 3), (2, 3, 6), (2, 3, 4, 4, 1)),
        ((2, 8, 8, 2), (2, 3, 6), (2, 3, 4, 4, 2)),
        ((2, 8, 8), (2, 3, 6), (2, 3, 4, 4)),
        ((2, 8, 8, 1), (2, 3, 2, 3), (2, 3, 4, 4, 1)),
    ],
)
def test_shapes_that_do_not_belong_together(images, poses, glimpses):
    pytest.importorskip("matplotlib")
    with pytest.raises(ValueError, match="must agree in B, N and C.* Received: shapes"):
        plot_glimpses(np.zeros(images), np.zeros(poses), np.zeros(glimpses))


def test_imports_without_what_pictures_need():
    packages = ("matplotlib", "PIL", "tensorboardX")
    hidden = "; ".join(f"sys.modules[{name!r}] = None" for name in packages)
    code = f"import sys; {hidden}; import stawm_keras.callbacks, stawm_keras.visualisation"
    subprocess.run([sys.executable, "-c", code], check=True)
