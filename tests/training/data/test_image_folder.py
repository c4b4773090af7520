import numpy as np
import pytest
from PIL import Image

from training.cli.errors import InputError
from training.data import hold_out
from training.data import load
from training.data import read_all
from training.data.picture_files import PictureFiles


def write(path, pixels):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(pixels, np.uint8)).save(path)


def fill(folder, channels=3, splits=("train", "test")):
    """A cat and a dog in each split; returns the pixels by path."""
    rng = np.random.default_rng(0)
    shape = (6, 7, 3) if channels == 3 else (6, 7)
    names = [
        f"{split}/{pet}/{number}.{kind}"
        for number, split in enumerate(splits)
        for pet, kind in (("dog", "PNG"), ("cat", "bmp"))
    ]
    pixels = {name: rng.integers(0, 256, shape, dtype=np.uint8) for name in names}
    for name, image in pixels.items():
        write(folder / name, image)
    return pixels


def fill_classes(folder, count=10, classes=("cat", "dog")):
    """A folder for each class; the red of each image is its number."""
    for label, name in enumerate(classes):
        for number in range(count):
            image = np.full((4, 4, 3), 100 * label)
            image[..., 0] = number
            write(folder / name / f"{number}.png", image)


def read(folder, num_classes=None, **options):
    return load("pets", str(folder), num_classes, **options)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("limit", [2**27, 0])
def test_classes_in_the_order_of_their_names(tmp_path, monkeypatch, channels, limit):
    """Whether the images are in memory or stay on disk."""
    monkeypatch.setattr(read_all, "MAX_BYTES", limit)
    pixels = fill(tmp_path, channels)
    (tmp_path / "train" / "cat" / ".hidden").write_text("not an image")
    (tmp_path / "read me").write_text("of no class")
    dataset = read(tmp_path, 2)
    assert isinstance(dataset.x_train, np.ndarray if limit else PictureFiles)
    assert dataset.source.startswith(f"images in {tmp_path} (SHA-256 of names and sizes ")
    assert dataset.class_names == ("cat", "dog")
    assert dataset.y_train.tolist() == dataset.y_test.tolist() == [0, 1]
    assert dataset.x_train.shape == (2, 6, 7, channels)
    for split, x in (("train/{}/0", dataset.x_train), ("test/{}/1", dataset.x_test)):
        for image, name in zip(x, ("cat", "dog"), strict=True):
            expected = pixels[f"{split.format(name)}.{'bmp' if name == 'cat' else 'PNG'}"]
            np.testing.assert_array_equal(np.squeeze(image), expected)


@pytest.mark.parametrize("limit", [2**27, 0])
def test_the_images_of_a_validation_folder_are_held_out(tmp_path, monkeypatch, limit):
    monkeypatch.setattr(read_all, "MAX_BYTES", limit)
    pixels = fill(tmp_path, splits=("train", "validation", "test"))
    training, held_out = hold_out(read(tmp_path), 0, seed=0)
    for number, (part, name) in enumerate(((training, "train"), (held_out, "validation"))):
        np.testing.assert_array_equal(
            part.x[:], [pixels[f"{name}/cat/{number}.bmp"], pixels[f"{name}/dog/{number}.PNG"]]
        )
        assert part.y.tolist() == [0, 1]


def test_held_out_alike_in_memory_and_on_disk(tmp_path, monkeypatch):
    fill_classes(tmp_path)
    memory = hold_out(read(tmp_path), 5, seed=1)
    monkeypatch.setattr(read_all, "MAX_BYTES", 0)
    disk = hold_out(read(tmp_path), 5, seed=1)
    for one, other in zip(memory, disk, strict=True):
        assert isinstance(other.x, PictureFiles)
        np.testing.assert_array_equal(one.x, other.x[:])
        np.testing.assert_array_equal(one.y, other.y)
        np.testing.assert_array_equal(one.first(3).x, other.first(3).x[:])
        np.testing.assert_array_equal(one.spread(3).x, other.spread(3).x)


def test_a_fifth_of_each_class_is_for_tests(tmp_path):
    fill_classes(tmp_path)
    dataset, again = read(tmp_path), read(tmp_path)
    assert np.bincount(dataset.y_train).tolist() == [8, 8]
    assert np.bincount(dataset.y_test).tolist() == [2, 2]
    np.testing.assert_array_equal(dataset.x_test, again.x_test)
    numbers = [[], []]
    parts = (dataset.x_train, dataset.y_train), (dataset.x_test, dataset.y_test)
    for image, label in (pair for part in parts for pair in zip(*part, strict=True)):
        numbers[label].append(image[0, 0, 0])
        assert image[0, 0, 1] == 100 * label
    assert [sorted(one) for one in numbers] == [list(range(10))] * 2


def numbers(dataset):
    """What marks the images to train on."""
    return [tuple(image[0, 0, :2].tolist()) for image in dataset.x_train]


def test_more_images_leave_those_for_tests_where_they_are(tmp_path):
    fill_classes(tmp_path)
    before = read(tmp_path)
    write(tmp_path / "dog" / "new.png", np.full((4, 4, 3), 200))
    after = read(tmp_path)
    assert len(after.y_train) + len(after.y_test) == 21
    assert {*before.x_train[..., 0, 0, 0].tolist()} <= {*after.x_train[..., 0, 0, 0].tolist()} | {
        200
    }
    assert before.source != after.source


def test_a_class_that_is_named_train(tmp_path):
    fill_classes(tmp_path, classes=("train", "bus", "test"))
    assert read(tmp_path).class_names == ("bus", "test", "train")


def test_any_picture_is_brought_to_the_size(tmp_path):
    """Names with spaces and umlauts, folders in folders, every mode and size."""
    colours = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    picture = Image.fromarray(colours)
    for place, mode in enumerate(("1", "L", "LA", "P", "RGB", "RGBA", "CMYK")):
        for name in ("süße Hunde", "Katzen"):
            file = (
                tmp_path
                / name
                / "von mir"
                / f"Bild {place} {mode}.{'jpg' if mode == 'CMYK' else 'png'}"
            )
            file.parent.mkdir(parents=True, exist_ok=True)
            picture.resize((20 + place, 30)).convert(mode).save(file)
    dataset = read(tmp_path, image_size=16)
    assert dataset.x_train.shape == (12, 16, 16, 3)
    assert dataset.class_names == ("Katzen", "süße Hunde")
    assert read(tmp_path, image_size=16, channels=1).x_test.shape == (2, 16, 16, 1)


def test_grey_if_all_are_grey(tmp_path):
    fill(tmp_path, 1)
    assert read(tmp_path, image_size=4).x_train.shape == (2, 4, 4, 1)
    assert read(tmp_path, channels=3).x_train.shape == (2, 6, 7, 3)
    write(tmp_path / "test" / "dog" / "z.png", np.zeros((6, 7, 3)))
    assert read(tmp_path).x_train.shape == (2, 6, 7, 3)


def test_padded(tmp_path):
    fill(tmp_path, 1)
    assert (read(tmp_path, image_size=7, fit="pad").x_train[:, -1] == 0).all()


def test_sizes_that_differ(tmp_path):
    fill(tmp_path)
    write(tmp_path / "train" / "dog" / "z.png", np.zeros((5, 7, 3)))
    message = r"dog/z.png' has 7 x 5 pixels and '.*0.bmp' 7 x 6: bring all to one size with --image"
    with pytest.raises(InputError, match=message):
        read(tmp_path)
    assert read(tmp_path, image_size=5).x_train.shape == (3, 5, 5, 3)


@pytest.mark.parametrize("limit", [2**27, 0])
def test_broken_files_are_named_or_left_out(tmp_path, monkeypatch, limit):
    monkeypatch.setattr(read_all, "MAX_BYTES", limit)
    pixels = fill(tmp_path)
    expected = read(tmp_path)
    for number in range(3):
        (tmp_path / "train" / "cat" / f"{number}.png").write_text("Once upon a time")
    cut = tmp_path / "test" / "dog" / "0.jpg"
    write(cut, np.random.default_rng(0).integers(0, 256, (6, 7, 3)))
    cut.write_bytes(cut.read_bytes()[:-40])
    message = (
        r"^4 of 8 files cannot be read as images: '.*train/cat/0.png' \(it is no PNG, .*\), "
        r"'.*/1.png' \(.*\), '.*/2.png' \(.*\) and 1 more: repair .* with --skip-broken.$"
    )
    with pytest.raises(InputError, match=message):
        read(tmp_path)
    dataset = read(tmp_path, skip_broken=True)
    assert ", without 4 that cannot be read: '" in dataset.source
    assert dataset.y_train.tolist() == [0, 1]
    for split in ("train", "test"):
        x, there = (getattr(one, f"x_{split}")[:] for one in (dataset, expected))
        np.testing.assert_array_equal(x, there)
    assert len(pixels) == 4


def test_nothing_that_can_be_read(tmp_path):
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.png").touch()
    with pytest.raises(InputError, match="^2 of 2 files cannot be read as images"):
        read(tmp_path, skip_broken=True)


def test_links_that_lead_in_a_circle(tmp_path):
    fill(tmp_path)
    (tmp_path / "train" / "cat" / "all").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "train" / "cat" / "self.png").symlink_to("self.png")
    with pytest.raises(
        InputError, match=r"^2 of 6 files .*cat/all' \(there is no such file\), '.*self"
    ):
        read(tmp_path)
    assert len(read(tmp_path, skip_broken=True).y_train) == 2


def test_missing_split(tmp_path):
    write(tmp_path / "train" / "cat" / "1.png", np.zeros((6, 7)))
    with pytest.raises(InputError, match=r"There is no '.*test': beside train/ an image folder"):
        read(tmp_path)


def test_split_without_images(tmp_path):
    fill(tmp_path)
    for entry in ("dog/1.PNG", "cat/1.bmp"):
        (tmp_path / "test" / entry).unlink()
    with pytest.raises(InputError, match=r"no images in '.*test': put them in one folder a class"):
        read(tmp_path)


def test_class_without_training_images(tmp_path):
    fill(tmp_path)
    write(tmp_path / "test" / "ant" / "5.png", np.zeros((6, 7, 3)))
    with pytest.raises(InputError, match="in test the class 'ant', and the classes are cat, dog"):
        read(tmp_path)
    (tmp_path / "train" / "ant").mkdir()
    with pytest.raises(InputError, match="no image of the class 'ant' to train on"):
        read(tmp_path)


def test_as_many_classes_as_were_asked_for(tmp_path):
    fill(tmp_path)
    message = "has 2 classes, cat, dog, and 10 were asked for: with --num-classes None they"
    with pytest.raises(InputError, match=message):
        read(tmp_path, 10)


def test_labels_of_classes_that_are_known(tmp_path):
    """A run's classes keep their labels with other images, of which some may be missing."""
    fill(tmp_path)
    dataset = read(tmp_path, 3, class_names=("dog", "ant", "cat"))
    assert dataset.class_names == ("dog", "ant", "cat")
    assert dataset.y_train.tolist() == [2, 0]
    with pytest.raises(InputError, match="in train the class 'cat', and the classes are dog, ant"):
        read(tmp_path, class_names=("dog", "ant"))


def test_umlauts_of_macos_are_those_of_others(tmp_path):
    fill_classes(tmp_path, classes=("Ko\u0308nig", "K\u00f6nigin"))
    assert read(tmp_path).class_names == ("K\u00f6nig", "K\u00f6nigin")
    (tmp_path / "K\u00f6nig").mkdir()
    with pytest.raises(InputError, match="cannot name a class: give it a name of its own"):
        read(tmp_path)


def test_arrays_are_brought_to_the_size(tmp_path, arrays):
    np.savez(tmp_path / "pets.npz", **arrays)
    dataset = read(tmp_path, 3, image_size=3)
    assert dataset.x_train.shape == (9, 3, 3, 3)
    assert dataset.x_test.shape == (3, 3, 3, 3)
