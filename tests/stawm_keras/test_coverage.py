import numpy as np
import pytest

from stawm_keras.visualisation import glimpse_coverage
from stawm_keras.visualisation import glimpse_frames
from stawm_keras.visualisation import plot_coverage

SHAPE = (9, 13)
# Of the glimpses of two images, the first looks at the lower right corner, the second at all.
CORNER, ALL, LINE = [0.25, 0, 0.75, 0, 0.25, 0.75], [1, 0, 0, 0, 1, 0], [0.5, 0, 0, 0.5, 0, 0]


def test_bright_in_the_corner_that_is_looked_at():
    coverage = glimpse_coverage(np.array([[CORNER], [CORNER]]), SHAPE)
    expected = np.zeros(SHAPE)
    expected[6:, 9:] = 1
    np.testing.assert_array_equal(coverage, expected[None])


def test_every_glimpse_is_averaged_over_the_images():
    coverage = glimpse_coverage(np.array([[ALL, CORNER], [CORNER, CORNER]]), SHAPE)
    assert (coverage[0, 0, 0], coverage[0, -1, -1]) == (0.5, 1)
    assert (coverage[1, 0, 0], coverage[1, -1, -1]) == (0, 1)


def test_a_line_covers_nothing():
    assert not glimpse_coverage(np.array([[LINE, np.zeros(6)]]), SHAPE).any()


def test_covers_what_its_frame_encloses():
    path = pytest.importorskip("matplotlib.path")
    poses = np.random.default_rng(0).normal(0, 0.6, (8, 2, 6))
    frames = glimpse_frames(poses, SHAPE)
    points = np.argwhere(np.ones(SHAPE))[:, ::-1]  # (x, y)
    inside = [[path.Path(frame).contains_points(points) for frame in row] for row in frames]
    expected = np.mean(inside, axis=0).reshape(2, *SHAPE)
    assert 0.05 < expected.mean() < 0.95
    np.testing.assert_allclose(glimpse_coverage(poses, SHAPE), expected)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("count", [1, 6, 12])
def test_picture(channels, count):
    pytest.importorskip("matplotlib")
    coverage = np.random.default_rng(0).uniform(size=(count, *SHAPE))
    images = np.full((3, *SHAPE, channels), [[[[51]]]]) * np.array([0, 1, 2])[:, None, None, None]
    mean, whole, *others = [axes for axes in plot_coverage(coverage, images).axes if axes.images]
    np.testing.assert_allclose(mean.images[0].get_array(), 0.2)
    np.testing.assert_allclose(whole.images[0].get_array(), coverage.mean(axis=0))
    assert (mean.get_title(), whole.get_title()) == ("images", "all")
    for n, axes in enumerate(others):
        assert axes.get_title() == str(n + 1)
        np.testing.assert_allclose(axes.images[0].get_array(), coverage[n])
        assert axes.images[0].get_clim() == (0, 1)
    assert len(others) == count


def test_shapes_that_do_not_belong_together():
    with pytest.raises(ValueError, match="must agree in H and W. Received: shapes"):
        plot_coverage(np.zeros((2, 5, 5)), np.zeros((1, 5, 6, 1)))
