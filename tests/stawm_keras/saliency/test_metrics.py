import numpy as np
import pytest

from stawm_keras.saliency import fixation_density
from stawm_keras.saliency import judd_auc
from stawm_keras.saliency import map_correlation
from stawm_keras.saliency import normalized_scanpath_saliency
from stawm_keras.saliency import shuffled_auc

pytestmark = pytest.mark.tensorflow

RNG = np.random.default_rng(7)
MAP = RNG.integers(0, 6, (12, 15)).astype(float)  # With many equals.
FIXATIONS = RNG.uniform((0, 0), (15, 12), (9, 2))
OTHERS = RNG.uniform((0, 0), (15, 12), (14, 2))


def at(fixations):
    return [MAP[int(y), int(x)] for x, y in fixations]


def area(positives, negatives):
    """Under the curve of hits over false alarms, threshold by threshold."""
    points = [(0.0, 0.0)]
    for threshold in sorted({*positives, *negatives}, reverse=True):
        alarms = np.mean(np.array(negatives) >= threshold)
        points.append((alarms, np.mean(np.array(positives) >= threshold)))
    return sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in zip(points, points[1:], strict=False))


def test_areas_are_the_definitions():
    fixated = {(int(y), int(x)) for x, y in FIXATIONS}
    elsewhere = [MAP[place] for place in np.ndindex(MAP.shape) if place not in fixated]
    assert judd_auc(MAP, FIXATIONS) == pytest.approx(area(at(FIXATIONS), elsewhere))
    found = shuffled_auc(MAP, FIXATIONS, OTHERS)
    assert found == pytest.approx(area(at(FIXATIONS), at(OTHERS)))
    assert shuffled_auc(MAP, OTHERS, FIXATIONS) == pytest.approx(1 - found)
    assert judd_auc(np.ones_like(MAP), FIXATIONS) == 0.5


def test_what_people_do_everywhere_is_taken_away():
    centre = fixation_density([[7, 6]], MAP.shape, 3.0)
    there, anywhere = RNG.normal((7, 6), 1.5, (2, 400, 2))
    assert judd_auc(centre, there) > 0.8
    assert shuffled_auc(centre, there, anywhere) == pytest.approx(0.5, abs=0.05)


def test_saliency_in_deviations():
    expected = np.mean([(value - MAP.mean()) / MAP.std() for value in at(FIXATIONS)])
    assert normalized_scanpath_saliency(MAP, FIXATIONS) == pytest.approx(expected)
    assert normalized_scanpath_saliency(3 + 5 * MAP, FIXATIONS) == pytest.approx(expected)
    assert normalized_scanpath_saliency(np.ones_like(MAP), FIXATIONS) == 0


def test_correlation():
    other = RNG.uniform(size=MAP.shape)
    expected = np.corrcoef(MAP.ravel(), other.ravel())[0, 1]
    assert map_correlation(MAP, other) == pytest.approx(expected)
    assert map_correlation(MAP, np.ones_like(MAP)) == 0


def test_density_is_a_sum_of_gaussians():
    y, x = np.mgrid[:40, :50]
    there = [(20.7, 18.2), (25.0, 22.9), (20.1, 18.9), (0.0, 0.0), (49.5, 30.0)]
    bells = [np.exp(-((x - int(u)) ** 2 + (y - int(v)) ** 2) / 8) / (8 * np.pi) for u, v in there]
    np.testing.assert_allclose(fixation_density(there, (40, 50), 2.0), sum(bells), atol=6e-4)


def test_what_lies_outside_counts_as_at_the_edge():
    inside, outside = [[14, 0], [0, 11]], [[15.4, -0.2], [-3, 12.0]]
    assert at(inside) == [MAP[0, 14], MAP[11, 0]]
    expected = normalized_scanpath_saliency(MAP, inside)
    assert normalized_scanpath_saliency(MAP, outside) == expected
