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
    written(tmp_path, latents, np.zeros((5, 4, 4, 1)), label="abcde", image=range(5))
    found = np.loadtxt(tmp_path / "latents/tensors.tsv", delimiter="\t")
    np.testing.assert_allclose(found, latents, rtol=1e-5)
    lines = (tmp_path / "latents/metadata.tsv").read_text().splitlines()
    assert lines == ["label\timage", "a\t0", "b\t1", "c\t2", "d\t3", "e\t4"]


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
