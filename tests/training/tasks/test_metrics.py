"""What the tasks make of Keras' logs."""

import pytest

from training.tasks import TASKS

LOGS = {
    "accuracy": 0.9,
    "val_accuracy": 0.8,
    "squared_error": 3.0,
    "val_squared_error": 4.0,
    "nats": 90.0,
    "val_nats": 95.0,
    "val_kl": 20.0,
    "right": 0.7,
    "val_right": 0.6,
}
CAPTIONS = {"train_caption_error": pytest.approx(30), "caption_error": pytest.approx(40)}
CLASSES = {"train_error": pytest.approx(10), "error": pytest.approx(20)}
DRAWINGS = {"train_squared_error": 3.0, "squared_error": 4.0}


@pytest.mark.parametrize(
    ("task", "metrics"),
    [
        ("classify", CLASSES),
        ("classify_self_supervised", CLASSES),
        ("describe", CAPTIONS),
        ("draw", DRAWINGS),
        ("auto_encode", DRAWINGS),
        ("generate", {"train_nats": 90.0, "nats": 95.0, "kl": 20.0}),
    ],
)
def test_of_one_output(task, metrics):
    assert TASKS[task].metrics(LOGS) == metrics


def test_of_several_outputs():
    """Keras puts an output's name before those of its metrics."""
    logs = {
        "logits_accuracy": 0.9,
        "val_logits_accuracy": 0.8,
        "drawing_squared_error": 3.0,
        "val_drawing_squared_error": 4.0,
    }
    task = TASKS["sketch"]
    assert task.metrics(logs) == CLASSES | DRAWINGS
    assert task.in_words(task.metrics(logs)) == "error 20.00 %, squared error 4.00 an image"
    assert task.metrics(logs)[task.score] == CLASSES["error"]
