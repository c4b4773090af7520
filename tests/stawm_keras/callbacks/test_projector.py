import numpy as np
import pytest

from stawm_keras.callbacks import projector
from stawm_keras.callbacks.projector import write_projector

pictures = pytest.importorskip("PIL.Image")


def written(folder, latents, shown, **metadata):
    write_projector(folder, latents, shown, metadata, epoch=7)
    with pictures.open(folder / "latents/sprite.png") as sheet:
        return np.asarray(sheet) / 255


def test_latents_come_back(tmp_path):
    latents = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    written(tmp_path, latents, np.zeros((5, 4, 4, 1)), label=["a\tb", *"bcde"], image=range(5))
    found = np.loadtxt(tmp_path / "latents/tensors.tsv", delimiter="\t")
    np.testing.assert_allclose(found, latents, rtol=1e-5)
    lines = (tmp_path / "latents/metadata.tsv").read_text().splitlines()
    assert lines == ["label\timage", "a b\t0", "b\t1", "c\t2", "d\t3", "e\t4"]


@pytest.mark.parametrize(("shape", "channels"), [((4, 4), 1), ((4, 4), 3), ((2, 5), 1)])
def test_pictures_stand_row_by_row_in_square_places(tmp_path, shape, channels):
    shown = np.random.default_rng(0).uniform(size=(5, *shape, channels))
    sheet = written(tmp_path, np.zeros((5, 3)), shown, image=range(5))
    side = max(shape)
    assert sheet.shape == (3 * side, 3 * side, 3)
    for n, picture in enumerate(shown):
        top, left = side * (n // 3), side * (n % 3)
        place = sheet[top : top + side, left : left + side]
        expected = np.broadcast_to(picture, (*shape, 3))
        np.testing.assert_allclose(place[: shape[0], : shape[1]], expected, atol=0.5 / 255)
        assert place.sum() == pytest.approx(place[: shape[0], : shape[1]].sum())


@pytest.mark.parametrize(("shape", "border"), [((20, 20), 2), ((9, 5), 1)])
def test_borders_have_the_colours_of_the_classes(tmp_path, shape, border):
    shown = np.random.default_rng(0).uniform(size=(12, *shape, 1))
    sheet = written(tmp_path, np.zeros((12, 3)), shown, label=[*range(10), 0, 3])
    side = max(shape) + 2 * border
    colours = []
    for n, picture in enumerate(shown):
        top, left = side * (n // 4), side * (n % 4)
        place = sheet[top : top + shape[0] + 2 * border, left : left + shape[1] + 2 * border]
        inner = place[border:-border, border:-border]
        np.testing.assert_allclose(inner, np.broadcast_to(picture, inner.shape), atol=0.5 / 255)
        around = np.ones(place.shape[:2], bool)
        around[border:-border, border:-border] = False
        (colour,) = np.unique(place[around], axis=0)
        colours.append(tuple(colour))
    assert len(set(colours)) == 10 and colours[10:] == [colours[0], colours[3]]


# How the colour-blind see colours, in linear RGB (Machado et al., 2009).
BLIND = {
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "tritanopia": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}


@pytest.mark.parametrize("kind", BLIND)
def test_colours_of_classes_are_told_apart(kind):
    linear = (projector._CLASS_COLOURS / 255) ** 2.2 @ np.transpose(BLIND[kind])
    seen = np.clip(linear, 0, 1) ** (1 / 2.2)
    apart = np.linalg.norm(seen[:, None] - seen, axis=-1)[np.triu_indices(10, 1)]
    assert apart.min() > 0.12


def test_tensorboard_reads_the_configuration(tmp_path):
    config = pytest.importorskip("tensorboard.plugins.projector.projector_config_pb2")
    text_format = pytest.importorskip("google.protobuf.text_format")
    for _ in range(2):  # The second time in the place of the first.
        written(tmp_path, np.zeros((2, 3)), np.zeros((2, 6, 4, 1)), image=range(2))
    text = (tmp_path / "projector_config.pbtxt").read_text()
    (found,) = text_format.Parse(text, config.ProjectorConfig()).embeddings
    assert found.tensor_name == "latents:00007"
    assert list(found.sprite.single_image_dim) == [6, 6]
    for path in (found.tensor_path, found.metadata_path, found.sprite.image_path):
        assert (tmp_path / path).exists()


def test_no_more_than_a_sheet_has_room_for(tmp_path, monkeypatch):
    monkeypatch.setattr(projector, "_LARGEST_SHEET", 9)
    sheet = written(tmp_path, np.zeros((7, 3)), np.ones((7, 4, 4, 1)), image=range(7))
    assert sheet.shape == (8, 8, 3) and sheet.all()
    assert len((tmp_path / "latents/tensors.tsv").read_text().splitlines()) == 4
    assert len((tmp_path / "latents/metadata.tsv").read_text().splitlines()) == 5
