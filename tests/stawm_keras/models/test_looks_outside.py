"""Looks that have left the image, which `fit` counts and warns of."""

import warnings

import keras
import numpy as np
import pytest

from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier
from stawm_keras.models.looks_outside import outside

IMAGES = np.random.default_rng(0).uniform(0, 255, size=(8, 10, 10, 1)).astype("float32")
LABELS = np.arange(8) % 2


class Two(keras.utils.PyDataset):
    def __len__(self):
        return 2

    def __getitem__(self, index):
        return IMAGES[4 * index : 4 * index + 4], LABELS[4 * index : 4 * index + 4]


def classifier():
    backbone = STAWMBackbone((10, 10, 1), [(2, 3, 2, 0)], [(2, 3, 1, 0)], 2, 4, 4, dropout=0.0)
    model = STAWMClassifier(backbone, 2)
    model.compile(
        keras.optimizers.SGD(1e-6),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        run_eagerly=keras.backend.backend() == "tensorflow",
    )
    return model


def look_to_the_right(model, shift):
    emitter = model.backbone.get_layer("glimpse_loop").cell.pose_emitter
    emitter.pose.bias.assign([1, 0, shift, 0, 1, 0])


@pytest.mark.parametrize("given", ["arrays", "a data set"])
def test_fit_logs_the_share_and_warns_once(given):
    model = classifier()
    look_to_the_right(model, 1.2)
    data = {"x": IMAGES, "y": LABELS, "batch_size": 8} if given == "arrays" else {"x": Two()}
    logged = []
    own = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: logged.append(logs))
    with pytest.warns(UserWarning, match="100 % of the looks of stawm_classifier") as caught:
        history = model.fit(**data, epochs=2, verbose=0, callbacks=own)
    assert len([one for one in caught if "of the looks of" in str(one.message)]) == 1
    assert history.history["outside"] == [1.0, 1.0]
    assert logged[0]["outside"] == 1.0, "callbacks of the user find it"


def test_no_warning_of_looks_inside():
    model = classifier()
    look_to_the_right(model, 0.9)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        history = model.fit(IMAGES, LABELS, 8, verbose=0)
    assert history.history["outside"] == [0.0]


def test_looks_whose_centre_is_outside():
    square = np.array([[0, 0], [2, 0], [2, 2], [0, 2]], "float32")
    places = [(0, 0), (-2, 0), (7, 3), (8.1, 3), (3, 3.1)]
    frames = np.stack([square + place for place in places])[None, :, None]
    assert outside(frames, (5, 9, 1)).tolist() == [[False, True, False, True, True]]
    assert outside(np.full_like(frames, np.nan), (5, 9, 1)).all()
