import numpy as np
import pytest

from stawm_keras.saliency import learn_sparse_codes
from stawm_keras.saliency.filters import checked
from stawm_keras.saliency.filters import reduced
from stawm_keras.saliency.sparse_codes import answers

pytestmark = pytest.mark.tensorflow


def kurtosis(x):
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    return (x**4).mean(axis=0)


def test_answers_are_sparse_and_of_one_size():
    """Sparse things that were planted are found, whatever they are mixed to."""
    rng = np.random.default_rng(9)
    planted = rng.laplace(size=(2, 16, 16, 4)) @ rng.normal(size=(4, 4 * 4 * 3))
    images = planted.reshape(2, 16, 16, 4, 4, 3).swapaxes(2, 3).reshape(2, 64, 64, 3)
    images = 128 + 10 * images
    codes = learn_sparse_codes(images, count=4, side=4, patches=500)
    found = answers(checked(images), codes, stride=4)
    assert found.shape == (2, 16, 16, 4)
    even = np.broadcast_to([0.2, 0.5, 0.9], (1, 8, 8, 3))
    np.testing.assert_allclose(answers(even, codes), 0, atol=1e-3)


@pytest.mark.slow
def test_photographs_come_with_scikit_image_and_scikit_learn():
    pytest.importorskip("skimage")
    codes = learn_sparse_codes(patches=3000, count=16)
    assert codes.shape == (16, 8, 8, 3)
    np.testing.assert_array_equal(codes, learn_sparse_codes(patches=3000, count=16))
    from sklearn.datasets import load_sample_images

    for photograph in load_sample_images().images:
        found = answers(reduced(checked(photograph[None]), 64), codes)
        assert np.median(kurtosis(found.reshape(-1, 16))) > 4
