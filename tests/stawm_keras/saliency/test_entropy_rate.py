import numpy as np
import popping_out
import pytest

from stawm_keras.saliency import entropy_rate_saliency
from stawm_keras.saliency import site_entropy_rate
from stawm_keras.saliency import winner_take_all
from stawm_keras.saliency.sparse_codes import answers

pytestmark = pytest.mark.tensorflow

RNG = np.random.default_rng(6)


def definition(band, reach):
    """One sub-band's rates, from its walk's transition probabilities."""
    height, width = band.shape
    places = list(np.ndindex(height, width))
    deviation = reach * max(height, width)
    w = np.array(
        [
            [
                abs(band[p] - band[q])
                * np.exp(-((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2) / (2 * deviation**2))
                for q in places
            ]
            for p in places
        ]
    )
    transitions = w / w.sum(axis=1, keepdims=True)
    stationary = np.linalg.matrix_power(transitions, 64)[0]  # After as many steps, from any place.
    np.testing.assert_allclose(stationary @ transitions, stationary, atol=1e-12)
    terms = np.where(w > 0, -transitions * np.log(np.where(w > 0, transitions, 1)), 0)
    return (stationary * terms.sum(axis=1)).reshape(height, width)


def test_the_definition():
    responses = RNG.laplace(size=(2, 11, 12, 2))  # More places than are dealt with at once.
    found = site_entropy_rate(responses, reach=0.2)
    for image, one in zip(responses, found, strict=True):
        bands = sum(definition(image[..., k], 0.2) for k in range(2))
        np.testing.assert_allclose(one, bands, rtol=2e-4)


def test_an_even_band_tells_nothing():
    assert np.all(site_entropy_rate(np.full((1, 6, 6, 2), 3)) == 0)


def test_answers_are_the_patches_products():
    images, codes = RNG.uniform(size=(1, 12, 16, 3)), RNG.normal(size=(2, 4, 4, 3))
    found = answers(images, codes, stride=2)
    assert found.shape == (1, 6, 8, 2)
    patch = images[0, 3:7, 5:9]  # A place of the grid is in its patch's middle.
    expected = [(patch * code).sum() for code in codes]
    np.testing.assert_allclose(found[0, 2, 3], expected)


@pytest.mark.parametrize("unlike", ["orientation", "colour", "size"])
def test_what_is_unlike_the_others_is_found_first(unlike):
    image, odd = popping_out.picture(unlike)
    saliency = entropy_rate_saliency(image[None], popping_out.cosines(), stride=4)
    assert saliency.shape == (1, popping_out.SIDE, popping_out.SIDE)
    first = winner_take_all(saliency, 1)[0, 0]
    assert np.abs(first - odd).max() < popping_out.STEP / 2
