import keras
import numpy as np
import pytest
from keras import ops
from PIL import Image

from stawm_keras.models import BetaVAE
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier
from stawm_keras.visualisation import look

NAMES = ["Käfer", "red fox"]


@pytest.fixture(scope="module")
def backbone():
    keras.utils.set_random_seed(0)
    return STAWMBackbone(
        (12, 10, 3),
        context_cnn=[(4, 3, 2, 0)],
        glimpse_cnn=[(4, 3, 1, 0)],
        num_glimpses=2,
        glimpse_size=4,
        memory_units=8,
    )


def titles(figure):
    return [axes.get_title() for axes in figure.axes if len(axes.get_title()) > 1]


def test_pictures_of_any_kind_are_fitted_and_named(backbone, tmp_path):
    model = STAWMClassifier(backbone, num_classes=2, class_names=NAMES)
    photo = Image.fromarray(np.random.default_rng(0).integers(0, 256, (60, 80, 3)).astype("uint8"))
    turned = Image.Exif()
    turned[0x0112] = 6  # To be turned clockwise.
    photo.convert("P").save(tmp_path / "palette.png")
    photo.rotate(90, expand=True).save(tmp_path / "turned.png", exif=turned)
    pictures = [np.array(photo), np.array(photo.convert("L")), tmp_path / "palette.png"]
    seen = look(model, [*pictures, str(tmp_path / "turned.png")])
    assert seen.images.shape == (4, 12, 10, 3)
    np.testing.assert_array_equal(seen.images[3], seen.images[0])
    np.testing.assert_array_equal(seen.images[1, ..., 0], seen.images[1, ..., 1])
    chances = ops.convert_to_numpy(ops.softmax(model(seen.images)))
    assert seen.names == [NAMES[label] for label in chances.argmax(-1)]
    np.testing.assert_allclose(seen.probabilities, chances.max(-1), rtol=1e-5)
    assert titles(seen.figure) == [f"predicted: {name}" for name in seen.names]


def test_classes_without_names_have_numbers(backbone):
    seen = look(STAWMClassifier(backbone, num_classes=3), [np.zeros((5, 5))])
    assert seen.names[0] in ("0", "1", "2")


def test_a_model_that_does_not_classify_names_nothing(backbone):
    seen = look(backbone, np.zeros((2, 20, 20, 1)))
    assert seen.names is None and seen.probabilities is None and titles(seen.figure) == []


def test_small_pixels_are_warned_of(backbone):
    with pytest.warns(UserWarning, match="by 255"):
        look(backbone, np.random.default_rng(0).uniform(size=(1, 12, 10, 3)))


def test_models_and_pictures_that_do_not_go(backbone):
    with pytest.raises(ValueError, match="at least one"):
        look(backbone, [])
    with pytest.raises(ValueError, match="must show its glimpses.*BetaVAE"):
        look(BetaVAE((8, 8, 1), [(4, 4, 2, 1)], latent_units=2), [np.zeros((8, 8))])
    any_size = keras.Sequential([keras.Input((None, None, 3)), keras.layers.ReLU()])
    with pytest.raises(ValueError, match="one known shape"):
        look(any_size, [np.zeros((8, 8))])
