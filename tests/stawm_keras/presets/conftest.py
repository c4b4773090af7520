import keras
import pytest
from perturbed import perturb

from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier


@pytest.fixture(name="perturb", scope="session")
def perturb_fixture():
    return perturb


@pytest.fixture(scope="session")
def classifier():
    """A small classifier, its glimpse CNN brought by the user."""
    keras.utils.set_random_seed(0)
    see = keras.Sequential(
        [
            keras.Input((5, 5, 1)),
            keras.layers.Conv2D(3, 2, activation="relu"),
            keras.layers.Flatten(),
        ]
    )
    backbone = STAWMBackbone(
        (8, 9, 1),
        context_cnn=[(4, 3, 2, 0)],
        glimpse_cnn=see,
        num_glimpses=2,
        glimpse_size=5,
        memory=HebbRosenblattCell(4, name="memory"),
    )
    return perturb(STAWMClassifier(backbone, num_classes=3))


@pytest.fixture(scope="session")
def saved(classifier, tmp_path_factory):
    """The classifier's preset; not to be changed."""
    folder = tmp_path_factory.mktemp("presets") / "small"
    classifier.save_to_preset(folder, {"data": "bars"})
    return folder
