import keras
import numpy as np
import pytest
from fixed_looks import looks_under

from stawm_keras.layers import AffineGlimpse
from stawm_keras.visualisation import look_at
from stawm_keras.visualisation.features import find_exciting
from stawm_keras.visualisation.features import layer_activations
from stawm_keras.visualisation.features import plot_exciting


def brightest():
    """A model whose one unit is as excited by a place as it is bright."""
    image = keras.Input((6, 6, 1))
    return keras.Model(image, keras.layers.Conv2D(1, 1, kernel_initializer="ones")(image))


def test_the_images_with_the_brightest_pixels():
    images = np.random.default_rng(0).uniform(0, 200, (70, 6, 6, 1)).astype("float32")
    images[[66, 3, 41], [0, 5, 2], [5, 1, 2]] = np.array([[250], [240], [230]])
    model = brightest()
    found = find_exciting(model, model.layers[-1], 0, images, count=3)
    assert found.rows.tolist() == [66, 3, 41]
    np.testing.assert_allclose(found.answers, [250, 240, 230])
    np.testing.assert_array_equal(found.images, images[[66, 3, 41]])
    assert found.looks is found.glimpses is found.frames is None
    titles = [axes.get_title() for axes in plot_exciting(found).axes if axes.images]
    assert titles == ["250.00", "240.00", "230.00"]


def test_glimpses_and_their_places():
    poses = [(0.9, 0, 0, 0, 0.9, 0), (0.4, 0, -0.5, 0, 0.4, -0.5), (0.4, 0, 0.5, 0, 0.4, 0.5)]
    model = looks_under(poses, AffineGlimpse(3))
    images = np.random.default_rng(0).uniform(0, 255, (4, 7, 7, 1)).astype("float32")
    answers = layer_activations(model, "conv", images)[..., 2].max(axis=(2, 3))
    rows = np.argsort(-answers.max(axis=1))[:3]
    looks = answers.argmax(axis=1)[rows]
    found = find_exciting(model, "conv", 2, images, count=3)
    np.testing.assert_array_equal(found.rows, rows)
    np.testing.assert_array_equal(found.looks, looks)
    np.testing.assert_allclose(found.answers, answers[rows, looks])
    np.testing.assert_array_equal(found.images, images[rows])
    seen = look_at(model, images, ("glimpses", "frames"))
    for name in ("glimpses", "frames"):
        np.testing.assert_allclose(getattr(found, name), seen[name][rows, looks], atol=1e-3)
    assert len(plot_exciting(found).axes) == 2 * 3


def test_what_there_is_not():
    model, images = brightest(), np.zeros((3, 6, 6, 1))
    with pytest.raises(ValueError, match=r"are the integers 0 to 0. Received: \[1\]"):
        find_exciting(model, model.layers[-1], 1, images)
    with pytest.raises(ValueError, match="`count` must be 1 to 3, .* Received: count=9"):
        find_exciting(model, model.layers[-1], 0, images)
