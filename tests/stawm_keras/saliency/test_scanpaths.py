import functools
import itertools

import numpy as np
import popping_out
import pytest

from stawm_keras.saliency import foveate
from stawm_keras.saliency import saccadic_scanpath
from stawm_keras.saliency import scan_match
from stawm_keras.saliency import winner_take_all
from stawm_keras.saliency.filters import halved
from stawm_keras.saliency.filters import resized

pytestmark = pytest.mark.tensorflow

RNG = np.random.default_rng(8)


def test_winners_take_turns():
    saliency = RNG.uniform(size=(2, 48, 60))
    for one, path in zip(saliency, winner_take_all(saliency, 6, radius=9), strict=True):
        left = {(x, y) for y, x in np.ndindex(one.shape)}
        for place in path:
            best = max(left, key=lambda at, one=one: one[at[1], at[0]])
            assert tuple(place) == best
            left = {at for at in left if np.hypot(at[0] - best[0], at[1] - best[1]) > 9}
    assert np.isfinite(saliency).all(), "what was given is not changed"


def alignments(a, b):
    """The worth of every way in which two sequences of tiles can be aligned, without gaps' cost."""
    for length in range(1, min(len(a), len(b)) + 1):
        for chosen in itertools.combinations(range(len(a)), length):
            for others in itertools.combinations(range(len(b)), length):
                pairs = zip(chosen, others, strict=True)
                yield sum(2.5 - np.hypot(*np.subtract(a[i], b[j])) for i, j in pairs)


def test_scan_match_is_the_best_alignment():
    for lengths in ((4, 6), (5, 5), (1, 3)):
        path, other = (RNG.uniform((0, 0), (100, 80), (count, 2)) for count in lengths)
        tiles = [[(int(x / 100 * 5), int(y / 80 * 4)) for x, y in one] for one in (path, other)]
        best = max(0, *alignments(*tiles)) / (2.5 * max(lengths))
        found = scan_match(path, other, (80, 100), bins=(5, 4), threshold=2.5)
        assert found == pytest.approx(best)
        assert scan_match(other, path, (80, 100), (5, 4), 2.5) == pytest.approx(found)


def test_a_gap_costs():
    one, both = np.array([[10, 10]]), np.array([[10, 10], [90, 70]])
    match = functools.partial(scan_match, size=(80, 100), bins=(5, 4), threshold=2.5)
    assert match(one, both) == pytest.approx(2.5 / 5)
    assert match(one, both, gap=-1.0) == pytest.approx((2.5 - 1) / 5)
    with pytest.raises(ValueError, match="at least one fixation. Received: paths of 1 and 0"):
        match(one, both[:0])


def test_the_fovea_sees_all_and_the_periphery_little():
    images = RNG.uniform(size=(2, 64, 64, 3)).astype("float32")
    seen = foveate(images, [[20, 30], [0, 0]], fovea=0.25)
    np.testing.assert_allclose(seen[0, 30, 5:36], images[0, 30, 5:36])
    half = resized(halved(images), (64, 64))
    np.testing.assert_allclose(seen[0, 30, 52], half[0, 30, 52], rtol=1e-5)  # 32 pixels away
    level = np.log2(24 / 16)
    between = (1 - level) * images[1, 0, 24] + level * half[1, 0, 24]
    np.testing.assert_allclose(seen[1, 0, 24], between, rtol=1e-5)


SPOTS = {"bright": (24, 40), "grey": (104, 88), "dim": (88, 24)}


@pytest.fixture(scope="module")
def spots():
    image = np.zeros((1, 128, 128, 3))
    for (x, y), value in zip(SPOTS.values(), (255, 190, 140), strict=True):
        image[0, y - 4 : y + 4, x - 4 : x + 4] = value
    return image


def names_of(path):
    """The spots that a path goes through."""
    far = [{name: np.hypot(*(at - place)) for name, place in SPOTS.items()} for at in path]
    return [min(one, key=one.get) if min(one.values()) < 14 else "none" for one in far]


def test_the_eye_goes_to_what_it_has_not_seen_yet(spots):
    (path,) = saccadic_scanpath(spots, popping_out.cosines(), 4, retention=1.0, fovea=0.1)
    np.testing.assert_allclose(path[0], 63.5)
    assert names_of(path[1:]) == ["bright", "grey", "dim"]


def test_it_comes_back_to_what_is_forgotten(spots):
    (path,) = saccadic_scanpath(spots, popping_out.cosines(), 4, retention=0.0, fovea=0.1)
    assert names_of(path[1:]) == ["bright", "grey", "bright"]


@pytest.mark.parametrize("unlike", ["orientation", "colour", "size"])
def test_what_is_unlike_the_others_is_found_first(unlike):
    image, odd = popping_out.picture(unlike)
    path = saccadic_scanpath(image[None], popping_out.cosines(), 2)
    assert np.abs(path[0, 1] - odd).max() < popping_out.STEP / 2
