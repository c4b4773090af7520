import numpy as np
import pytest

from training.tasks import scores


def test_of_classes():
    labels = np.array([0, 0, 0, 0, 1, 1, 3])
    predicted = np.array([0, 0, 0, 1, 3, 1, 3])
    found = scores.of_classes(np.eye(4)[predicted], labels)
    assert found["error"] == pytest.approx(200 / 7)
    assert found["recall"] == [75, 50, None, 100]
    expected = [[3, 1, 0, 0], [0, 1, 0, 1], [0, 0, 0, 0], [0, 0, 0, 1]]
    assert found["confusion"].tolist() == expected


def test_of_more_classes_than_a_table_has():
    found = scores.of_classes(np.zeros((2, 1001)), np.array([0, 1000]))
    assert found["recall"][0] == 100 and found["recall"][1000] == 0
    assert "confusion" not in found
