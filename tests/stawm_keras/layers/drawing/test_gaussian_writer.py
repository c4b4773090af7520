import numpy as np
import pytest
from gradients import check_gradients
from keras import ops
from reference import gaussian_write

from stawm_keras.layers import GaussianGlimpse
from stawm_keras.layers import GaussianWriter

RNG = np.random.default_rng(5)


def patches(*shape):
    return RNG.uniform(-1, 1, size=shape).astype("float32")


def poses(*shape):
    return RNG.normal(0, 0.4, (*shape, 5)).astype("float32")


@pytest.mark.parametrize(("size", "canvas"), [(2, (7, 9)), (5, (11, 4))])
def test_equals_the_definition(size, canvas):
    patch, pose = patches(3, size, size, 2), poses(3)
    np.testing.assert_allclose(
        GaussianWriter(canvas)(patch, pose),
        gaussian_write(patch, pose, canvas),
        rtol=1e-4,
        atol=1e-5,
    )


def test_it_writes_through_the_filters_that_are_seen_with():
    """Reading is linear and writing its transpose, but for the intensity."""
    pose, image, patch = poses(1), patches(1, 8, 6, 1), patches(1, 3, 3, 1)
    pose[:, 4] = 0
    seen, written = GaussianGlimpse(3)(image, pose), GaussianWriter((8, 6))(patch, pose)
    assert np.sum(seen * patch) == pytest.approx(float(np.sum(image * written)), abs=1e-5)


def test_gradients_equal_finite_differences():
    check_gradients(
        GaussianWriter((6, 5)),
        lambda *both: gaussian_write(*both, (6, 5)),
        (patches(2, 3, 3, 2), poses(2)),
    )


def test_several_patches_at_once():
    patch, pose = patches(2, 4, 3, 3, 1), poses(2, 4)
    written = ops.convert_to_numpy(GaussianWriter(7)(patch, pose))
    assert written.shape == (2, 4, 7, 7, 1)
    np.testing.assert_allclose(written[:, 3], GaussianWriter(7)(patch[:, 3], pose[:, 3]), atol=1e-6)


def test_bad_input():
    with pytest.raises(ValueError, match="`canvas_size` .* height and width of the canvas"):
        GaussianWriter((4, 0))
    for patch, pose in (
        (patches(2, 3, 4, 1), poses(2)),
        (patches(2, 3, 3), poses(2)),
        (patches(2, 3, 3, 1), poses(2)[:, :4]),
        (patches(2, 4, 3, 3, 1), poses(2, 3)),
    ):
        with pytest.raises(ValueError, match="square patches .* Received: patch of shape"):
            GaussianWriter(8)(patch, pose)
