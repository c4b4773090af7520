import sys

import numpy as np
import popping_out
import pytest

from benchmarks import saliency
from benchmarks.page import BEGIN
from benchmarks.page import END

pytestmark = pytest.mark.tensorflow

SPOTS = np.array([(20, 24), (44, 30), (30, 44), (24, 20)])


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Spots on grey, at which three viewers look."""
    rng = np.random.default_rng(10)
    images = np.full((len(SPOTS), 64, 64, 3), 90, "uint8")
    fixations = []
    for number, (x, y) in enumerate(SPOTS):
        images[number, y - 3 : y + 3, x - 3 : x + 3] = 250
        for viewer in range(3):
            for order in range(4):
                at = rng.normal((x, y), 3)
                fixations.append((number, viewer, order, *at, 0.3 * order, 0.2))
    path = tmp_path_factory.mktemp("scenes") / "gaze.npz"
    shuffled = rng.permutation(fixations).astype("float32")
    np.savez(path, images=images, fixations=shuffled)
    return path


@pytest.fixture(scope="module")
def scenes(file):
    with np.load(file) as arrays:
        return saliency.Scenes(arrays["images"], arrays["fixations"])


@pytest.fixture(scope="module")
def looks(scenes):
    return [saliency.Looks(scenes, n, popping_out.cosines(2)) for n in range(len(scenes))]


def test_scanpaths_are_in_order(scenes, file):
    with np.load(file) as arrays:
        rows = arrays["fixations"]
    for number, viewer, order, x, y, *_ in rows:
        np.testing.assert_array_equal(scenes.paths[int(number)][int(viewer)][int(order)], (x, y))
    assert len(scenes.elsewhere(2)) == 3 * 12


def test_the_centre_bias_knows_nothing_of_its_scene(scenes):
    others = np.delete(np.arange(len(scenes)), 1)
    expected = sum(scenes.density(scenes.fixations[n]) for n in others)
    np.testing.assert_allclose(scenes.centre_bias(1), expected, atol=1e-6)


def test_maps_and_scanpaths_are_judged(scenes, looks):
    maps = saliency.map_scores(scenes, 0, looks[0])
    there, dense = scenes.fixations[0], scenes.density(scenes.fixations[0])
    from stawm_keras.saliency import judd_auc
    from stawm_keras.saliency import map_correlation

    found, own = maps[saliency.ITTI], looks[0].maps[saliency.ITTI]
    assert found["judd"] == pytest.approx(judd_auc(own, there))
    assert found["correlation"] == pytest.approx(map_correlation(own, dense), rel=1e-4)
    assert maps[saliency.ENTROPY]["shuffled"] > maps["centre bias"]["shuffled"]
    assert maps["the others, of one viewer"]["judd"] > 0.9
    paths = saliency.path_scores(scenes, 0, looks[0])
    assert paths["people"]["scan_match"] > paths["people, of another scene"]["scan_match"]


def test_means_have_intervals():
    rng = np.random.default_rng(11)
    values = rng.normal(2, 1, 400)
    (row,) = saliency.summary([{"model": {"judd": value}} for value in values])
    assert row["name"] == "model" and row["judd"] == pytest.approx(values.mean())
    low, high = row["judd_interval"]
    assert low < row["judd"] < high and high - low == pytest.approx(2 * 1.96 / 20, rel=0.15)
    words = saliency.in_words({"name": "a", "judd": 0.5, "judd_interval": [0.4, 0.61]})
    assert words == {"name": "a", "judd": "0.500 (0.400 to 0.610)"}


def test_the_page_and_the_picture(file, tmp_path, monkeypatch):
    pytest.importorskip("matplotlib")
    page, picture = tmp_path / "page.md", tmp_path / "picture.png"
    page.write_text(f"# Before\n\n{BEGIN}\n{END}\n\nAfter\n")
    monkeypatch.setattr("stawm_keras.saliency.learn_sparse_codes", lambda: popping_out.cosines(2))
    words = ["saliency", "--data", file, "--page", page, "--picture", picture, "--rounds", 1]
    monkeypatch.setattr(sys, "argv", [str(word) for word in words])
    saliency.main()
    text = page.read_text()
    for name in ("centre bias", saliency.ITTI, saliency.ENTROPY, saliency.SACCADES, "people"):
        assert f"| {name} |" in text
    assert text.startswith("# Before") and text.endswith("After\n")
    assert picture.read_bytes().startswith(b"\x89PNG")
