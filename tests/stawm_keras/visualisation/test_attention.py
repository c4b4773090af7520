import numpy as np
import pytest

from stawm_keras.visualisation import look
from stawm_keras.visualisation import plot_attention

RNG = np.random.default_rng(3)


def draw(images, attention, **kwargs):
    """The figure's axes, row by row, once the figure has been drawn."""
    pytest.importorskip("matplotlib")
    figure = plot_attention(images, attention, **kwargs)
    figure.canvas.draw()
    columns = 1 + attention.shape[1]
    assert len(figure.axes) == len(images) * columns
    return np.reshape(figure.axes, (len(images), columns))


@pytest.mark.parametrize("channels", [1, 3])
def test_a_map_for_every_glimpse_lies_over_the_image(channels):
    images, attention = RNG.uniform(0, 255, (2, 12, 20, channels)), RNG.uniform(size=(2, 3, 3, 5))
    for b, (picture, *maps) in enumerate(draw(images, attention)):
        assert len(picture.images) == 1
        for n, axes in enumerate(maps):
            below, heat = axes.images
            shown = np.broadcast_to(images[b] / 255, (12, 20, 3))
            np.testing.assert_allclose(below.get_array(), shown, atol=1e-6)
            np.testing.assert_allclose(heat.get_array(), attention[b, n], rtol=1e-6)
            assert heat.get_extent() == [-0.5, 19.5, 11.5, -0.5] == list(below.get_extent())
            assert heat.get_clim() == pytest.approx((0, attention[b, n].max()))
            assert axes.get_title() == str(n + 1)


def test_titles_name_the_class_of_an_image_or_the_word_of_a_map():
    images, attention = np.zeros((2, 8, 8, 1)), RNG.uniform(size=(2, 3, 2, 2))
    names = [".", "a", "$seven$"]
    rows = draw(images, attention, predicted=[1, 2], actual=[1, 1], class_names=names)
    assert [row[0].get_title() for row in rows] == [
        "predicted: a\nactual: a",
        "predicted: $seven$ ✗\nactual: a",
    ]
    rows = draw(images, attention, predicted=[[1, 2, 0], [2, 0, 0]], class_names=names)
    assert [axes.get_title() for axes in rows[0]] == ["", "a", "$seven$", "."]


@pytest.mark.parametrize(
    ("images", "attention"),
    [((2, 8, 8, 1), (3, 1, 2, 2)), ((2, 8, 8, 2), (2, 1, 2, 2)), ((2, 8, 8, 1), (2, 2, 2))],
)
def test_shapes_that_do_not_belong_together(images, attention):
    with pytest.raises(ValueError, match="must agree in B, and C must be 1 or 3. Received: shapes"):
        plot_attention(np.zeros(images), np.zeros(attention))


def test_pictures_of_any_size_are_described():
    pytest.importorskip("matplotlib")
    from stawm_keras.models import GridAttentionClassifier
    from stawm_keras.models import ShowAttendTell

    pictures = [RNG.uniform(0, 255, (30, 20, 3)), RNG.uniform(0, 255, (16, 16))]
    cnn, units = [(4, 4, 2, 1)], {"units": 6, "attention_units": 5}
    tell = ShowAttendTell((16, 16, 1), ("a", "b"), cnn, 2, embedding_units=4, **units)
    told = look(tell, pictures)
    for name, caption in zip(told.names, tell.describe(told.images), strict=True):
        assert name.startswith(caption), "which is cut where it has no end"
    assert np.all((told.probabilities > 0) & (told.probabilities <= 1))
    assert len(told.figure.axes) == 2 * (1 + 3)
    model = GridAttentionClassifier((16, 16, 1), 2, cnn, 2, class_names=("left", "right"), **units)
    assert set(look(model, pictures).names) <= {"left", "right"}
