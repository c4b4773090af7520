import threading
import time

import numpy as np
import pytest
from PIL import Image

from training.cli.errors import InputError
from training.data import Batches
from training.data import RandomCrop
from training.data.picture_files import PictureFiles


def numbered(count):
    """Images that carry their number, which is also their label."""
    y = np.arange(count)
    return y.astype(np.uint8)[:, None, None, None] * np.ones((1, 3, 3, 1), np.uint8), y


def labels(batches):
    return [batches[index][1].tolist() for index in range(len(batches))]


def test_in_order():
    batches = Batches(*numbered(7), 3)
    assert labels(batches) == [[0, 1, 2], [3, 4, 5], [6]]
    assert all((x[:, 0, 0, 0] == y).all() for x, y in batches)
    assert batches[0][0].dtype == np.uint8


@pytest.mark.parametrize(
    ("count", "drop", "sizes"),
    [
        (7, False, [3, 3, 1]),
        (7, True, [3, 3]),
        (6, True, [3, 3]),
        (2, True, [2]),
        (2, False, [2]),
    ],
)
def test_remainder(count, drop, sizes):
    batches = Batches(*numbered(count), 3, drop_remainder=drop)
    assert [len(x) for x, _ in batches] == sizes


def test_shuffled_anew_every_epoch():
    batches = Batches(*numbered(20), 6, shuffle=True, seed=3)
    epochs = []
    for batches.epoch in range(3):
        order = [label for batch in labels(batches) for label in batch]
        assert sorted(order) == list(range(20))
        assert all((x[:, 0, 0, 0] == y).all() for x, y in batches)
        epochs.append(tuple(order))
    assert len({*epochs, tuple(range(20))}) == 4


def make(seed=0):
    x = np.random.default_rng(9).integers(0, 256, (12, 6, 6, 3), dtype=np.uint8)
    return Batches(x, np.arange(12), 4, seed=seed, shuffle=True, augment=(RandomCrop(2),))


def test_a_batch_depends_on_seed_epoch_and_place_alone():
    forward, backward, other = make(), make(), make(seed=1)
    seen = {}
    for forward.epoch in range(2):
        seen |= {(forward.epoch, index): forward[index] for index in range(3)}
    for backward.epoch in (1, 0):
        for index in (2, 0, 1, 1):
            for one, two in zip(seen[backward.epoch, index], backward[index], strict=True):
                np.testing.assert_array_equal(one, two)
    assert len({x.tobytes() for x, _ in seen.values()}) == 6
    assert all((other[index][0] != seen[0, index][0]).any() for index in range(3))


def test_augmentation_is_drawn_anew_every_epoch_and_batch():
    x = np.repeat(np.random.default_rng(9).integers(0, 256, (1, 9, 9, 1), dtype=np.uint8), 8, 0)
    batches = Batches(x, np.arange(8), 4, augment=(RandomCrop(4),))
    seen = {batches[i][0].tobytes() for batches.epoch in range(3) for i in range(2)}
    assert len(seen) == 6


def test_augmentations_run_in_order():
    batches = Batches(*numbered(4), 4, augment=(lambda x, _: x + 1, lambda x, _: x * 10))
    assert batches[0][0][:, 0, 0, 0].tolist() == [10, 20, 30, 40]


def test_images_as_targets():
    def both(images, labels):
        return {"images": images / 255, "labels": labels}

    batches = Batches(*numbered(4), 4, augment=(lambda x, _: x + 51,), targets=both)
    x, targets = batches[0]
    assert x[:, 0, 0, 0].tolist() == [51, 52, 53, 54]
    np.testing.assert_array_equal(targets["images"], x / 255)
    np.testing.assert_array_equal(targets["labels"], batches.y)


def test_next_batches_are_prepared_ahead_and_no_further():
    prepared, done = [], threading.Event()

    def record(x, _):
        prepared.append(int(x[0, 0, 0, 0]))
        if len(prepared) == 3:
            done.set()
        return x

    batches = Batches(*numbered(8), 1, augment=(record,), workers=2)
    batches[0]
    assert done.wait(5)
    time.sleep(0.05)
    assert sorted(prepared) == [0, 1, 2]


def test_threads_that_ask_at_once():
    batches, expected = make(), make()
    wrong = []

    def ask(offset):
        for step in range(30):
            index = (offset + step) % 3
            if not np.array_equal(batches[index][0], expected[index][0]):
                wrong.append(index)

    threads = [threading.Thread(target=ask, args=(offset,)) for offset in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_errors_of_an_augmentation_reach_the_caller():
    def fail(x, _):
        raise ZeroDivisionError("planted")

    with pytest.raises(ZeroDivisionError, match="planted"):
        Batches(*numbered(4), 2, augment=(fail,))[0]


@pytest.mark.parametrize("index", [-1, 2])
def test_no_such_batch(index):
    with pytest.raises(IndexError, match=f"Batch {index} was asked for: there are 2"):
        Batches(*numbered(4), 2)[index]


@pytest.mark.parametrize(
    ("count", "label_count", "arguments", "message"),
    [
        (0, 0, {}, "Batches of 0 images and 0 labels"),
        (4, 3, {}, "Batches of 4 images and 3 labels"),
        (4, 4, {"batch_size": 0}, "The batch size is 0: choose 1 or more"),
    ],
)
def test_refuses(count, label_count, arguments, message):
    x, y = numbered(4)
    with pytest.raises(InputError, match=message):
        Batches(x[:count], y[:label_count], **{"batch_size": 2, **arguments})


@pytest.mark.parametrize("shuffle", [False, True])
def test_parts_make_up_the_whole_batches(shuffle):
    def labels_of(**part):
        return labels(Batches(*numbered(22), 8, seed=3, shuffle=shuffle, **part))

    parts = [labels_of(part=part, parts=2) for part in (0, 1)]
    assert [len(batch) for batch in parts[1]] == [4, 4, 3]
    assert [one + other for one, other in zip(*parts, strict=True)] == labels_of()


def test_parts_are_augmented_each_in_its_own_way():
    x = np.random.default_rng(9).integers(0, 256, (1, 6, 6, 3), dtype=np.uint8)
    same = np.repeat(x, 8, axis=0)
    parts = [
        Batches(same, np.arange(8), 8, augment=(RandomCrop(2),), part=part, parts=2)[0][0]
        for part in (0, 1)
    ]
    assert (parts[0] != parts[1]).any()


def test_images_on_disk_are_served_like_those_in_memory(tmp_path):
    """In any order, and again: so a run that is resumed sees them to the bit."""
    x = np.random.default_rng(0).integers(0, 256, (12, 9, 9, 3), dtype=np.uint8)
    files = [tmp_path / f"{place}.png" for place in range(12)]
    for file, image in zip(files, x, strict=True):
        Image.fromarray(image).save(file)
    options = {"seed": 3, "shuffle": True, "augment": (RandomCrop(2),)}
    memory = Batches(x, np.arange(12), 5, **options)
    disk = Batches(PictureFiles(files, (9, 9, 3)), np.arange(12), 5, **options)
    for memory.epoch in range(2):
        disk.epoch = memory.epoch
        for index in (2, 0, 1):
            for one, other in zip(memory[index], disk[index], strict=True):
                np.testing.assert_array_equal(one, other)
