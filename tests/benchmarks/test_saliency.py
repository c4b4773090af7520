import sys

import keras
import numpy as np
import popping_out
import pytest
from fixed_looks import looks_under

from benchmarks import saliency
from benchmarks.gaze import looks as gaze_looks
from benchmarks.gaze import scores
from benchmarks.gaze.networks import walks
from benchmarks.gaze.scenes import Scenes
from benchmarks.page import BEGIN
from benchmarks.page import END
from stawm_keras.layers import AffineGlimpse

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
        return Scenes(arrays["images"], arrays["fixations"])


@pytest.fixture(scope="module")
def looks(scenes):
    at_the_spots = {
        "network": np.repeat(SPOTS[:, None].astype(float), 3, axis=1),
        "once": SPOTS[:, None].astype(float),
        "never": np.zeros((len(SPOTS), 0, 2)),
    }
    codes = popping_out.cosines(2)
    return [gaze_looks.Looks(scenes, n, codes, at_the_spots) for n in range(len(scenes))]


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
    maps = scores.map_scores(scenes, 0, looks[0])
    there, dense = scenes.fixations[0], scenes.density(scenes.fixations[0])
    from stawm_keras.saliency import judd_auc
    from stawm_keras.saliency import map_correlation

    found, own = maps[gaze_looks.ITTI], looks[0].maps[gaze_looks.ITTI]
    assert found["judd"] == pytest.approx(judd_auc(own, there))
    assert found["correlation"] == pytest.approx(map_correlation(own, dense), rel=1e-4)
    assert maps[gaze_looks.ENTROPY]["shuffled"] > maps["centre bias"]["shuffled"]
    assert maps["the others, of one viewer"]["judd"] > 0.9
    paths = scores.path_scores(scenes, 1, looks[1])
    assert paths["people"]["scan_match"] > paths["people, of another scene"]["scan_match"]
    assert maps["network"]["shuffled"] > 0.9
    assert paths["network"]["own"] > 0.3 > abs(paths["people, of another scene"]["own"])
    assert paths["network"]["revisits"] == 1 and paths["network"]["jump"] == 0


def test_what_is_owed_to_the_scene_itself(scenes, looks):
    from stawm_keras.saliency import scan_match

    path = looks[1].paths["network"]
    own, other = (
        np.mean([scan_match(path, one[:3], (64, 64), (8, 8)) for one in scenes.paths[number]])
        for number in (1, 0)
    )
    found = scores.path_scores(scenes, 1, looks[1])["network"]
    assert found["scan_match"] == pytest.approx(own)
    assert found["own"] == pytest.approx(own - other)


def test_measures_of_a_path():
    """Across half the scene, back to near the start, and on to a third tile."""
    path = np.array([[4.0, 4], [36, 4], [5, 6], [5, 30]])
    found = scores.path_measures(path, (64, 128))
    lengths = [32, np.hypot(31, 2), 24]
    assert found["jump"] == pytest.approx(np.mean(lengths) / 64)
    assert found["covered"] == 3 / 64 and found["revisits"] == pytest.approx(1 / 3)
    assert found["looks"] == 4
    alone = scores.path_measures(path[:1], (64, 128))
    assert alone["covered"] == 1 / 64 and np.isnan([alone["jump"], alone["revisits"]]).all()
    at_the_border = scores.path_measures(np.array([[128.0, 64], [127, 63]]), (64, 128))
    assert at_the_border["covered"] == 1 / 64


def test_of_one_look_or_of_none_some_measures_are_left_out(scenes, looks):
    rows = scores.summary([scores.path_scores(scenes, n, look) for n, look in enumerate(looks)])
    rows = {row["name"]: row for row in rows}
    once, never = rows["once"], rows["never"]
    assert once["scan_match"] > 0.7 and once["looks"] == 1 and once["jump"] is None
    assert all(value is None for name, value in never.items() if name != "name")
    assert rows["network"]["jump"] == 0 and rows["people"]["jump"] > 0


def test_a_network_looks_at_the_centres_of_its_frames():
    """Of scenes of another size and with colours; what lies outside is left out."""
    poses = [[0.5, 0, 0, 0, 0.5, 0], [0.25, 0, 2, 0, 0.25, 0], [0.25, 0, 0.5, 0, 0.25, -0.5]]
    model = looks_under(poses, AffineGlimpse(3))
    found = walks(model, np.zeros((2, 45, 37, 3), "uint8"))
    # Of 7 x 7 pixels: the middle, and the fifth and second and a half.
    expected = [((3 + 0.5) * 37 / 7 - 0.5, (3 + 0.5) * 45 / 7 - 0.5)]
    expected += [((4.5 + 0.5) * 37 / 7 - 0.5, (1.5 + 0.5) * 45 / 7 - 0.5)]
    np.testing.assert_allclose(found.paths, 2 * [expected], atol=1e-4)
    # Of 49 pixels: three of seven in each direction, and of the last, those of 3.75 to 5.25.
    assert found.measured == {
        "count": 3,
        "first": pytest.approx(9 / 49),
        "last": pytest.approx(4 / 49),
        "outside": pytest.approx(1 / 3),
        "spread": 0,
    }


def test_what_is_no_network_that_looks_at_pictures():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)], name="dense")
    with pytest.raises(ValueError, match="^dense takes no pictures, grey or RGB"):
        walks(model, np.zeros((2, 45, 37, 3), "uint8"))


def test_means_have_intervals():
    rng = np.random.default_rng(11)
    values = rng.normal(2, 1, 400)
    (row,) = scores.summary([{"model": {"judd": value}} for value in values])
    assert row["name"] == "model" and row["judd"] == pytest.approx(values.mean())
    low, high = row["judd_interval"]
    assert low < row["judd"] < high and high - low == pytest.approx(2 * 1.96 / 20, rel=0.15)
    words = saliency.in_words({"name": "a", "judd": 0.5, "judd_interval": [0.4, 0.61]})
    assert words == {"name": "a", "judd": "0.500 (0.400 to 0.610)"}


def run(monkeypatch, *words):
    monkeypatch.setattr("stawm_keras.saliency.learn_sparse_codes", lambda: popping_out.cosines(2))
    monkeypatch.setattr(sys, "argv", ["saliency", *map(str, words)])
    saliency.main()


def test_the_page_and_the_picture(file, tmp_path, monkeypatch):
    pytest.importorskip("matplotlib")
    page, picture = tmp_path / "page.md", tmp_path / "picture.png"
    page.write_text(f"# Before\n\n{BEGIN}\n{END}\n\nAfter\n")
    files = ["--data", file, "--page", page, "--picture", picture]
    run(monkeypatch, *files, "--rounds", 1, "--preset", "stawm_mnist_8")
    text = page.read_text()
    models = gaze_looks.ITTI, gaze_looks.ENTROPY, gaze_looks.SACCADES, "stawm_mnist_8"
    for name in ("centre bias", "people", *models):
        assert f"| {name} |" in text
    assert text.startswith("# Before") and text.endswith("After\n")
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("named", ["--preset", "--run"])
def test_a_network_that_is_nowhere(file, named, monkeypatch, capsys):
    with pytest.raises(SystemExit, match="2"):
        run(monkeypatch, "--data", file, named, "nowhere")
    assert "nowhere" in capsys.readouterr().err


def test_what_is_no_file_of_scenes(tmp_path, monkeypatch, capsys):
    np.savez(tmp_path / "other.npz", pixels=np.zeros(3))
    for name in ("other.npz", "missing.npz"):
        with pytest.raises(SystemExit, match="2"):
            run(monkeypatch, "--data", tmp_path / name)
        assert f"{name} is no file of scenes and fixations" in capsys.readouterr().err


def test_networks_of_one_name(file, monkeypatch, capsys):
    with pytest.raises(SystemExit, match="2"):
        run(monkeypatch, "--data", file, *2 * ("--preset", "stawm_mnist_8"))
    assert "Two networks have the name stawm_mnist_8" in capsys.readouterr().err
