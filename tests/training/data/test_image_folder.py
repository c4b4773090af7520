import numpy as np
import pytest
from PIL import Image

from training.cli.errors import InputError
from training.data import load


def write(path, pixels):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


def fill(folder, channels=3):
    """One cat and one dog to train on, one of each to test; returns the pixels by path."""
    rng = np.random.default_rng(0)
    shape = (6, 7, 3) if channels == 3 else (6, 7)
    names = ("train/dog/1.png", "train/cat/2.png", "test/dog/3.PNG", "test/cat/4.bmp")
    pixels = {name: rng.integers(0, 256, shape, dtype=np.uint8) for name in names}
    for name, image in pixels.items():
        write(folder / name, image)
    return pixels


@pytest.mark.parametrize("channels", [1, 3])
def test_classes_in_the_order_of_their_names(tmp_path, channels):
    pixels = fill(tmp_path, channels)
    (tmp_path / "train" / "cat" / ".hidden").write_text("not an image")
    dataset = load("pets", str(tmp_path), 2)
    assert dataset.source == f"images in {tmp_path}"
    assert dataset.y_train.tolist() == dataset.y_test.tolist() == [0, 1]
    assert dataset.x_train.shape == (2, 6, 7, channels)
    for x, names in (
        (dataset.x_train, ("train/cat/2.png", "train/dog/1.png")),
        (dataset.x_test, ("test/cat/4.bmp", "test/dog/3.PNG")),
    ):
        for image, name in zip(x, names, strict=True):
            np.testing.assert_array_equal(np.squeeze(image), pixels[name])


def test_jpeg(tmp_path):
    fill(tmp_path)
    write(tmp_path / "train" / "cat" / "5.jpg", np.full((6, 7, 3), 200, np.uint8))
    dataset = load("pets", str(tmp_path), 2)
    assert dataset.y_train.tolist() == [0, 0, 1]
    assert np.abs(dataset.x_train[1].astype(int) - 200).max() <= 2


@pytest.mark.parametrize(
    ("name", "pixels", "message"),
    [
        ("z.png", np.zeros((5, 7, 3), np.uint8), r"dog/z.png' has shape \(5, 7, 3\) but .*2.png'"),
        ("z.png", np.zeros((6, 7), np.uint8), r"dog/z.png' has shape \(6, 7\) but"),
        ("z.png", np.zeros((6, 7, 4), np.uint8), "dog/z.png' has mode RGBA: convert it"),
    ],
)
def test_an_odd_image_is_named(tmp_path, name, pixels, message):
    fill(tmp_path)
    write(tmp_path / "train" / "dog" / name, pixels)
    with pytest.raises(InputError, match=message):
        load("pets", str(tmp_path), 2)


@pytest.mark.parametrize("suffix", ["jpg", "png"])
@pytest.mark.parametrize("part", [0, 0.1, 0.5, 0.8])
def test_truncated_files_are_named(tmp_path, suffix, part):
    fill(tmp_path)
    path = tmp_path / "test" / "dog" / f"broken.{suffix}"
    write(path, np.random.default_rng(0).integers(0, 256, (6, 7, 3), dtype=np.uint8))
    content = path.read_bytes()
    path.write_bytes(content[: int(part * len(content))])
    with pytest.raises(InputError, match=f"dog/broken.{suffix}' cannot be read as an image"):
        load("pets", str(tmp_path), 2)


def test_missing_split(tmp_path):
    write(tmp_path / "train" / "cat" / "1.png", np.zeros((6, 7), np.uint8))
    with pytest.raises(InputError, match=r"There is no '.*test': an image folder needs train/ and"):
        load("pets", str(tmp_path), 2)


def test_split_without_images(tmp_path):
    fill(tmp_path)
    for entry in ("dog/3.PNG", "cat/4.bmp"):
        (tmp_path / "test" / entry).unlink()
    with pytest.raises(InputError, match=r"no images in '.*test': put them in one folder a class"):
        load("pets", str(tmp_path), 2)


def test_class_without_training_images(tmp_path):
    fill(tmp_path)
    write(tmp_path / "test" / "ant" / "5.png", np.zeros((6, 7, 3), np.uint8))
    with pytest.raises(InputError, match="test' has the class 'ant' that train/ lacks"):
        load("pets", str(tmp_path), 2)
