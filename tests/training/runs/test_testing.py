import keras
import pytest

from training import recipes
from training.cli.errors import InputError
from training.runs import testing

# It is the same on every backend.
pytestmark = pytest.mark.tensorflow


@pytest.mark.parametrize("name", ["mnist_draw_6", "mnist_captions", "omniglot_one_shot"])
def test_only_classifiers_of_images_are_corrupted(name):
    recipe, _ = recipes.find(name)
    with pytest.raises(InputError, match="does not name what is on an image"):
        testing.test(recipe, None, corruptions=True)


def test_only_drawers_with_masks_are_compared_with_masks():
    recipe, _ = recipes.find("mnist_draw_6")
    image = keras.Input((28, 28, 1))
    model = keras.Model(image, keras.layers.Flatten(name="drawing")(image))
    with pytest.raises(InputError, match="draws no masks"):
        testing.test(recipe, model, masks="masks.npz")
