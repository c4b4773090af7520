"""What visitors are answered, and what is refused."""

from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import pytest
from PIL import Image

from stawm_keras.models import BetaVAE
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier
from stawm_keras.visualisation import look_at
from training.cli.errors import InputError
from training.data.picture import fitted
from training.playing.answers import BEGIN
from training.playing.answers import SIDE
from training.playing.answers import answer
from training.playing.answers import load
from training.playing.answers import on_the_pad
from training.playing.examples import NAMES
from training.playing.examples import example
from training.playing.looker import Looker
from training.playing.pixels import MAX_TEXT
from training.playing.pixels import PNG
from training.playing.pixels import as_text
from training.playing.pixels import picture_of
from training.playing.shelf import Shelf


@pytest.fixture(scope="module")
def preset(tmp_path_factory):
    """The folder of a small classifier, sure of itself."""
    keras.utils.set_random_seed(1)
    backbone = STAWMBackbone(
        (12, 12, 1),
        context_cnn=[(4, 3, 2, 0)],
        glimpse_cnn=[(4, 3, 1, 0)],
        num_glimpses=2,
        glimpse_size=5,
        memory_units=8,
    )
    folder = tmp_path_factory.mktemp("presets") / "small"
    model = STAWMClassifier(backbone, 3, class_names=["left", "middle", "right"])
    for variable in model.trainable_variables:
        if len(variable.shape) == 2:
            variable.assign(variable + keras.random.normal(variable.shape))
    model.save_to_preset(folder)
    return folder


@pytest.fixture(scope="module")
def shelf(preset):
    return Shelf([preset])


def noise(seed):
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (20, 30), "uint8"))


def test_looks_as_the_model_does(shelf, preset):
    looker = shelf.take(str(preset))
    looks = [looker.look(noise(seed)) for seed in range(3)]
    for one, seed in zip(looks, range(3), strict=True):
        np.testing.assert_array_equal(one.image, fitted(noise(seed), 12, 12, 1))
    images = np.stack([one.image for one in looks])
    model = STAWMClassifier.from_preset(str(preset))
    expected = look_at(model, images, ("logits", "frames"))
    for name, part in expected.items():
        found = [one.found[name] for one in looks]
        np.testing.assert_allclose(found, part, rtol=1e-3, atol=1e-3)


def test_many_visitors_at_once(shelf, preset):
    pictures = [as_text(noise(seed)) for seed in range(20)]

    def ask(picture):
        return answer(shelf, picture, [str(preset)])

    with ThreadPoolExecutor(20) as visitors:
        found = list(visitors.map(ask, pictures))
    assert found == [ask(picture) for picture in pictures]
    assert len(set(found)) == 20


def test_what_is_refused(shelf, preset):
    assert answer(shelf, None, [str(preset)]) == (None, BEGIN)
    for text in ("no picture", f"{PNG}AAAA", "é", 5):
        html, sentence = answer(shelf, text, [str(preset)])
        assert html is None and "cannot be read as an image (it is no PNG" in sentence
    html, sentence = answer(shelf, "A" * (MAX_TEXT + 1), [str(preset)])
    assert html is None and "is larger than" in sentence


def test_says_what_is_loaded(preset, tmp_path):
    shelf, name = Shelf([preset]), str(preset)
    assert list(load(shelf, [name])) == [f"Loading {name}, which takes some seconds.", "Ready."]
    assert list(load(shelf, [name])) == ["Ready."]
    missing = str(tmp_path / "none")
    *_, last = load(Shelf([missing]), [missing])
    assert "must be the path of a preset's folder" in last


def test_what_takes_no_pictures():
    vae = BetaVAE((8, 8, 2), [(4, 4, 2, 1)], latent_units=2)
    with pytest.raises(InputError, match="vae takes no pictures"):
        Looker("vae", vae)


def test_files(tmp_path):
    noise(0).save(tmp_path / "wide.png")
    assert picture_of(on_the_pad(tmp_path / "wide.png")).size == (SIDE, SIDE)
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(InputError, match=r"^'text.png' cannot be read as an image \(it is no PNG"):
        on_the_pad(tmp_path / "text.png")
    Image.new("1", (9000, 9000)).save(tmp_path / "large.png")
    with pytest.raises(InputError, match="9,000 x 9,000 pixels, and 67,108,864 are the most"):
        on_the_pad(tmp_path / "large.png")


@pytest.mark.tensorflow
@pytest.mark.slow
def test_examples():
    sizes = [example(name).size for name in NAMES]
    assert sizes == [(28, 28)] * 10 + [(60, 60)] * 2 + [(451, 300)]
