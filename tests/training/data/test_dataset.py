import numpy as np
import pytest

from training.cli.errors import InputError
from training.data import Dataset
from training.data import hold_out


def make(arrays, num_classes=3, **changes):
    return Dataset("toy", "the toy source", num_classes=num_classes, **{**arrays, **changes})


def test_every_form_becomes_one(arrays):
    plain = make(arrays)
    other = make(
        arrays,
        x_train=arrays["x_train"].astype(np.float32),
        y_train=arrays["y_train"].astype(np.uint8)[:, np.newaxis],
    )
    for dataset in (plain, other):
        assert dataset.x_train.dtype == np.uint8
        assert dataset.y_train.dtype == np.int64
        np.testing.assert_array_equal(dataset.x_train, arrays["x_train"])
        np.testing.assert_array_equal(dataset.y_train, arrays["y_train"])


def test_a_missing_channel_is_added(arrays):
    grey = {name: arrays[name][..., 0] for name in ("x_train", "x_test")}
    dataset = make(arrays, **grey)
    np.testing.assert_array_equal(dataset.x_train, arrays["x_train"][..., :1])
    assert dataset.x_test.shape == (3, 5, 4, 1)


def test_labels_are_ids_where_there_are_no_classes(arrays):
    ids = np.array([7, -1, 202_599])
    np.testing.assert_array_equal(make(arrays, num_classes=None, y_test=ids).y_test, ids)


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("x_train", lambda x: x[0, 0], r"^x_train of the toy source has shape \(4, 3\): give im"),
        (
            "x_test",
            lambda x: x.transpose(0, 3, 1, 2),
            r"^x_test .* shape \(3, 3, 5, 4\): .* 1 or 3",
        ),
        ("x_test", lambda x: x[:0], r"^x_test .* is empty, with shape \(0, 5, 4, 3\)"),
        ("x_train", lambda x: x.astype(np.int32), "^x_train .* has dtype int32: give uint8"),
        ("x_train", lambda x: x * np.nan, "^x_train .* contains NaN or infinite values"),
        ("x_train", lambda x: x / 0.5, "^x_train .* has values from 0 to 510: bring"),
        ("x_train", lambda x: x - 1.0, "^x_train .* has values from -1 to 254: bring"),
        ("x_train", lambda x: x / 255, "^x_train .* from 0 to 1 that are not whole numbers"),
        ("x_train", lambda x: x[:-1], "^x_train .* has 8 images but 9 labels"),
        ("x_test", lambda x: x[:, :3], r"\(5, 4, 3\) but its test images \(3, 4, 3\)"),
        ("y_train", lambda y: np.eye(3)[y], r"^y_train of the toy source has shape \(9, 3\)"),
        ("y_test", lambda y: y / 1, "^y_test .* has dtype float64: give integer labels"),
        ("y_test", lambda y: y + 1, "^y_test .* the label 3: with 3 classes, .* from 0 to 2"),
        ("y_test", lambda y: y - 1, "^y_test .* the label -1: with 3 classes"),
    ],
)
def test_wrong_arrays_are_refused(arrays, name, change, message):
    arrays["x_train"][0, 0, 0, :2] = 0, 255
    with np.errstate(all="ignore"), pytest.raises(InputError, match=message):
        make(arrays, **{name: change(arrays[name])})


def test_hold_out_parts_the_training_images(arrays):
    dataset = make(arrays, num_classes=None, y_train=np.arange(9))
    train, validation = hold_out(dataset, 4, seed=1)
    assert len(validation.y) == 4
    assert sorted([*train.y, *validation.y]) == list(range(9))
    for split in (train, validation):
        np.testing.assert_array_equal(split.x, dataset.x_train[split.y])


def test_hold_out_depends_on_the_seed_alone(arrays):
    dataset = make(arrays, num_classes=None, y_train=np.arange(9))
    held = [tuple(hold_out(dataset, 4, seed)[1].y) for seed in (1, 1, 2, 3)]
    assert held[0] == held[1]
    assert len(set(held)) == 3


def test_hold_out_of_nothing(arrays):
    train, validation = hold_out(make(arrays), 0, seed=0)
    np.testing.assert_array_equal(train.x, arrays["x_train"])
    assert validation.x.shape == (0, 5, 4, 3)


@pytest.mark.parametrize("count", [-1, 9])
def test_hold_out_refuses(arrays, count):
    message = f"Cannot hold {count} images out of the 9 .* choose a number from 0 to 8"
    with pytest.raises(InputError, match=message):
        hold_out(make(arrays), count, seed=0)
