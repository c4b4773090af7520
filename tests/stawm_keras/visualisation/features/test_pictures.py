import keras
import numpy as np
import pytest

from stawm_keras.visualisation.features import filter_pictures
from stawm_keras.visualisation.features import plot_filters
from stawm_keras.visualisation.features import plot_maps
from stawm_keras.visualisation.features import plot_pictures

RNG = np.random.default_rng(0)


def test_filters_around_grey():
    conv = keras.layers.Conv2D(4, 2, name="conv")
    model = keras.Sequential([keras.Input((6, 6, 3)), conv, keras.layers.Conv2D(4, 2, name="next")])
    weights = RNG.normal(0, 0.01, (2, 2, 3, 4))
    weights[..., 2] = 0
    conv.set_weights([weights, np.ones(4)])
    found = filter_pictures(model)
    for number in range(2):
        kernel = weights[..., number]
        expected = 127.5 * (1 + kernel / np.abs(kernel).max())
        np.testing.assert_allclose(found[number], expected, rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(found[2], 127.5)
    assert sum(len(axes.images) for axes in plot_filters(model).axes) == 4
    with pytest.raises(ValueError, match="conv, next. Received: next"):
        plot_filters(model, "next")
    blind = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    with pytest.raises(ValueError, match="Received: none"):
        plot_filters(blind)


def test_maps_over_images():
    images, maps = RNG.uniform(0, 255, (2, 6, 9, 1)), RNG.normal(0, 1, (2, 3, 3))
    holes = np.where(maps < 0, np.nan, maps)
    figure = plot_maps(images, {"$gradient": maps, "holes": holes})
    figure.canvas.draw()
    rows = np.reshape(figure.axes, (2, 3))
    assert [axes.get_title() for axes in rows[1]] == ["", "$gradient", "holes"]
    for b in range(2):
        below, heat = rows[b, 2].images
        np.testing.assert_array_equal(heat.get_array().mask, maps[b] < 0)
        assert heat.get_clim()[0] == 0 and rows[b, 1].images[1].get_clim()[0] == 0
        assert heat.get_extent() == list(below.get_extent())


def test_sheets():
    figure = plot_pictures(RNG.uniform(0, 255, (5, 4, 6, 3)), list("abcde"))
    shown = [axes for axes in figure.axes if axes.images]
    assert [axes.get_title() for axes in shown] == list("abcde")
    for wrong, titles in ((np.zeros((2, 4, 4, 2)), None), (np.zeros((2, 4, 4, 1)), ["one"])):
        with pytest.raises(ValueError, match="`pictures` must be an array .* Received: shape"):
            plot_pictures(wrong, titles)
    for wrong in ({}, {"one": np.zeros((3, 4, 4))}, {"one": np.zeros((2, 4))}):
        with pytest.raises(ValueError, match="must agree in B, and C must be 1 or 3. Received"):
            plot_maps(np.zeros((2, 4, 4, 1)), wrong)
