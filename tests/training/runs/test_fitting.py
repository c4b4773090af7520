"""Training a recipe: what stands around `fit`."""

from types import SimpleNamespace

import numpy as np
import pytest

from training import recipes
from training.data import Batches
from training.data import Split
from training.runs import examples
from training.runs import fitting
from training.runs.fitting import _board
from training.runs.folder import RunFolder
from training.tasks import task_of

SMALL = {
    "context_cnn": ((2, 3, 2, 0),),
    "glimpse_cnn": ((2, 3, 2, 0),),
    "num_glimpses": 2,
    "memory_units": 8,
    "lstm_units": 8,
}


def test_what_is_held_out_is_binarised_too(small_values, tmp_path, monkeypatch):
    recipe, _ = recipes.find("mnist_generate_10")
    values = {"image_shape": (12, 12, 1), "data": str(small_values["data"]), "holdout": 9}
    made = []

    class Stop(Exception):
        pass

    class Spy(Batches):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            made.append(self[0][0])
            if len(made) == 2:
                raise Stop

    monkeypatch.setattr(examples.data, "Batches", Spy)
    with pytest.raises(Stop):
        fitting.train("mnist_generate_10", recipe.changed(**values), tmp_path / "run", say=len)
    assert [len(images) for images in made] == [55, 9]
    assert all(set(np.unique(images)) == {0, 255} for images in made)


@pytest.mark.tensorflow
def test_board_of_every_model_that_looks(tmp_path):
    drawing, classifying, at_once = (
        recipes.find(name)[0]
        for name in ("mnist_draw_6", "mnist_self_supervised", "cifar10_beta_vae")
    )
    names = tuple("abcdefghij")
    drawing = drawing.changed(**SMALL, class_names=names)
    classifying = classifying.changed(class_names=names)
    drawer = task_of(drawing).build(drawing)
    classifier = task_of(classifying).build(classifying, drawer)
    watched = SimpleNamespace(images=Split(np.zeros((4, 28, 28, 1), "uint8"), np.zeros(4, int)))

    assert classifier.class_names == names

    def boards(model, recipe, every=None):
        found = _board(model, RunFolder(tmp_path), recipe, watched, every)
        assert all(board.class_names == recipe.images.class_names for board in found)
        return len(found)

    assert boards(drawer, drawing) == 1
    assert boards(classifier, classifying) == 1
    assert boards(classifier, classifying, every=0) == 0
    assert boards(task_of(at_once).build(at_once), at_once) == 0
