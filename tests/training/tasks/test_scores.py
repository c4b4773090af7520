import numpy as np
import pytest

from stawm_keras.models import RecurrentAttention
from training.data import Scenes
from training.data.composer import Composer
from training.tasks import scores


def test_of_classes():
    labels = np.array([0, 0, 0, 0, 1, 1, 3])
    predicted = np.array([0, 0, 0, 1, 3, 1, 3])
    found = scores.of_classes(np.eye(4)[predicted], labels)
    assert found["error"] == pytest.approx(200 / 7)
    assert found["recall"] == [75, 50, None, 100]
    expected = [[3, 1, 0, 0], [0, 1, 0, 1], [0, 0, 0, 0], [0, 0, 0, 1]]
    assert found["confusion"].tolist() == expected


def test_every_object_of_an_image_counts():
    found = scores.of_classes(np.eye(3)[[[0, 1], [2, 2]]], np.array([[0, 1], [2, 0]]))
    assert found["error"] == 25 and found["confusion"].tolist() == [[1, 0, 1], [0, 1, 0], [0, 0, 1]]


def test_of_more_classes_than_a_table_has():
    found = scores.of_classes(np.zeros((2, 1001)), np.array([0, 1000]))
    assert found["recall"][0] == 100 and found["recall"][1000] == 0
    assert "confusion" not in found


def test_of_looks_at_scenes():
    """A model that looks at the middle finds the points that are there."""
    scenes = Scenes(np.full((90, 1, 1, 1), 255, "uint8"), np.zeros(90, int), Composer(side=13))
    near = (abs(scenes.boxes[:, 0, :2] - 6) <= 1).all(axis=-1)
    model = RecurrentAttention((13, 13, 1), 2, 2, glimpse_size=3, scales=2, units=4, path_units=4)
    cell = model.get_layer("glimpse_loop").cell
    for weight in cell.policy.trainable_weights:
        weight.assign(np.zeros(weight.shape))
    looks = scores.of_looks(model, scenes)
    assert 0 < near.mean() < 0.5 and looks["on_object"] == [100 * near.mean()] * 2
    assert looks["inside"][1] == pytest.approx(100 * 25 / 169)  # Frames join centres of pixels.
    assert looks["outside"] == [0, 0]
    assert looks["pixels"] == 2 * 3 * 3 * 2


@pytest.mark.parametrize(("total", "sought"), [(False, [0, 0, 1, 1]), (True, [0, 0, 0, 0])])
def test_each_object_with_a_label_is_sought_in_its_turn(total, sought):
    composer = Composer(side=9, objects=2, arrangement="row", total=total)
    scenes = Scenes(np.full((5, 1, 1, 1), 255, "uint8"), np.zeros(5, int), composer)
    found = scores._sought(scenes.fixed(slice(None)), 4)
    np.testing.assert_array_equal(found, scenes.boxes[:, sought, :2])


def test_in_videos_it_is_sought_where_it_is():
    scenes = Scenes(np.full((5, 1, 1, 1), 255, "uint8"), np.zeros(5, int), Composer(9, frames=3))
    found = scores._sought(scenes.fixed(slice(None)), 3)
    np.testing.assert_array_equal(found, scenes.boxes[:, :, 0, :2])
    model = RecurrentAttention(
        (9, 9, 1), 2, 3, glimpse_size=3, scales=1, units=4, path_units=4, video=True
    )
    looks = scores.of_looks(model, scenes)
    assert len(looks["on_object"]) == len(looks["inside"]) == 3


def test_of_captions():
    """Of two captions "1 2", one is told wrongly; four words name objects."""
    tokens = np.array([[1, 2, 0], [1, 2, 0]])
    told = np.array([[1, 2, 0], [1, 3, 0]])
    attention = np.zeros((2, 3, 2, 3))
    # The first word looks at the upper right of 20 x 30 pixels, the second at the lower left.
    attention[:, 0, 0, 2] = attention[:, 1, 1, 0] = 1
    boxes = np.array([[[21, 1, 28, 8], [0, 12, 9, 19]], [[0, 0, 9, 9], [0, 12, 9, 19]]])
    found = scores.of_captions(told, attention, tokens, tokens > 0, boxes, (20, 30, 1))
    assert found["caption_error"] == 50
    assert found["word_error"] == pytest.approx(100 / 6)
    assert found["on_the_digit"] == 50, "of the second scene, one is elsewhere and one is wrong"
