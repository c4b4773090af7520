from types import SimpleNamespace

import numpy as np
import pytest

from stawm_keras.models import observe
from training import recipes
from training.cli.errors import InputError
from training.runs import drawn_masks
from training.runs.restore import build
from training.tasks import segmentation


@pytest.fixture
def dataset():
    images = np.random.default_rng(0).integers(0, 256, (6, 12, 12, 1), "uint8")
    return SimpleNamespace(x_test=images, y_test=np.arange(6) + 40, source="faces.npz")


@pytest.fixture
def save(tmp_path, dataset):
    def save(**changes):
        inside = np.zeros((6, 12, 12), "uint8")
        inside[:, 3:9, 4:8] = 1
        arrays = {"person": inside, "face": inside, "found": np.arange(6) > 1}
        file = tmp_path / "masks.npz"
        np.savez(file, **{**arrays, "ids": dataset.y_test, **changes})
        return file

    return save


@pytest.mark.slow
def test_masks_are_the_last_and_not_sampled(dataset):
    found, _ = recipes.find("celeba_draw_32")
    recipe = found.changed(
        image_shape=(12, 12, 1),
        mean=(0.0,),
        std=(1.0,),
        context_cnn=((4, 3, 2, 0),),
        glimpse_cnn=((4, 3, 1, 0),),
        num_glimpses=2,
        glimpse_size=5,
        memory_units=8,
        lstm_units=8,
    )
    assert recipe.flat()["sample_masks"]
    model = build(recipe)
    masks = drawn_masks._last_masks(recipe, model, dataset.x_test)
    assert masks.shape == (6, 12, 12)
    np.testing.assert_array_equal(masks, drawn_masks._last_masks(recipe, model, dataset.x_test))
    sampled = observe(model, "masks").predict_on_batch(dataset.x_test)["masks"][:, -1, ..., 0]
    assert np.abs(masks - sampled).max() > 0.05
    np.testing.assert_array_equal(masks > 0, sampled > 0)  # Where the sketch lies.


@pytest.mark.tensorflow
def test_scores(dataset, save, monkeypatch):
    inside = np.zeros((6, 12, 12))
    inside[:, 3:9, 4:8] = 1
    monkeypatch.setattr(drawn_masks, "_last_masks", lambda *given: inside)
    monkeypatch.setattr(segmentation, "best_ellipse", lambda inside: inside[0])
    found = drawn_masks.scores_of_masks(None, None, dataset, save())
    assert {name: one["images"] for name, one in found.items()} == {"person": 6, "face": 4}
    assert found["face"]["all_ones"] == pytest.approx(24 / 144)
    assert found["face"]["last_mask"] == found["face"]["mean_mask"] == 1


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"face": np.ones((6, 12, 11), "uint8")}, "face in .* has shape"),
        ({"ids": np.arange(6)}, "masks of other images"),
        ({"found": np.arange(6) == 0}, "fewer than two images with a face"),
    ],
)
def test_files_that_do_not_fit(dataset, save, changes, words):
    with pytest.raises(InputError, match=words):
        drawn_masks.scores_of_masks(None, None, dataset, save(**changes))
