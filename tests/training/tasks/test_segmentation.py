"""It is NumPy's, on every backend the same."""

import numpy as np
import pytest

from training.tasks import segmentation

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def quick(monkeypatch):
    """What is inside in most images, for the search takes a while."""
    monkeypatch.setattr(segmentation, "best_ellipse", lambda inside: inside.mean(axis=0) > 0.5)


def discs(count=40, side=20):
    """Discs that move a little from one image to the next."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:side, :side]
    centres = rng.uniform(8, 12, (2, count, 1, 1))
    return (y - centres[0]) ** 2 + (x - centres[1]) ** 2 < 16


def test_overlap():
    one = np.array([[[1, 1, 0]], [[1, 0, 0]]], bool)
    assert segmentation.overlap(one, np.array([[1, 0, 1]], bool)) == pytest.approx(
        (1 / 3 + 1 / 2) / 2
    )


def test_threshold_is_where_a_map_fits_best():
    inside = discs()
    rng = np.random.default_rng(1)
    maps = np.where(inside, rng.uniform(0.3, 1, inside.shape), rng.uniform(0, 0.28, inside.shape))
    assert segmentation.overlap(maps >= segmentation.threshold(maps, inside), inside) > 0.97


@pytest.mark.slow
def test_ellipse():
    y, x = np.mgrid[:20, :24]
    ellipse = ((y - 9) / 6) ** 2 + ((x - 13) / 4) ** 2 <= 1
    found = segmentation.best_ellipse(np.stack([ellipse, ellipse]))
    assert segmentation.overlap(found[None], ellipse) > 0.98


@pytest.mark.usefixtures("quick")
def test_masks_are_measured_beside_what_knows_no_image():
    inside = discs()
    nowhere = inside.copy()
    nowhere[:15] = False
    rng = np.random.default_rng(1)
    drawn = 0.2 + 0.1 * inside + rng.uniform(0, 0.02, inside.shape)
    found = segmentation.of_masks(drawn, {"person": inside, "face": nowhere})
    person, face = found["person"], found["face"]
    assert (person["images"], face["images"]) == (40, 25)
    assert person["last_mask"] > 0.98 < face["last_mask"]
    assert person["all_ones"] == pytest.approx(inside.mean())
    assert person["all_ones"] < person["mean_mask"] < 0.9
    assert abs(person["ellipse"] - person["mean_mask"]) < 0.05
    assert f"person {person['last_mask']:.3f} (all 0.1" in segmentation.masks_in_words(found)


@pytest.mark.usefixtures("quick")
def test_nothing_is_chosen_on_what_it_is_measured_on():
    """Where every second image has its object elsewhere, what the others tell is wrong."""
    inside = np.zeros((6, 20, 20), bool)
    inside[::2, :8, :8] = inside[1::2, 12:, 12:] = True
    drawn = np.where(np.arange(6) % 2 == 0, 0.2, 0.8)[:, None, None] * (0.5 + 0.5 * inside)
    found = segmentation.of_masks(drawn, {"person": inside})["person"]
    assert found["mean_mask"] == found["ellipse"] == 0
    assert found["last_mask"] < 0.2
