import numpy as np
import pytest

from stawm_keras.visualisation import plot_confusion
from stawm_keras.visualisation.pixels import rasterise

pytest.importorskip("matplotlib")

CONFUSION = np.array([[7, 1, 0], [2, 6, 2], [0, 0, 0]])


def test_rows_are_classes_and_columns_what_they_are_taken_for():
    figure = plot_confusion(CONFUSION, ["ant", "$bee$", "a name of more than twenty letters"])
    (axes,) = figure.axes
    shares = [[7 / 8, 1 / 8, 0], [0.2, 0.6, 0.2], [0, 0, 0]]
    np.testing.assert_allclose(axes.images[0].get_array(), shares)
    written = {text.get_position(): text.get_text() for text in axes.texts}
    assert written == {(0, 0): "7", (1, 0): "1", (0, 1): "2", (1, 1): "6", (2, 1): "2"}
    for ticks in (axes.get_xticklabels(), axes.get_yticklabels()):
        assert [tick.get_text() for tick in ticks] == ["ant", "$bee$", "a name of more than…"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("predicted", "actual")
    assert np.ptp(rasterise(figure)) > 100


@pytest.mark.parametrize(("count", "named"), [(40, 40), (250, 84)])
def test_of_many_classes(count, named):
    figure = plot_confusion(np.eye(count, dtype=int))
    (axes,) = figure.axes
    assert not axes.texts and len(axes.get_xticklabels()) == named
    assert max(figure.get_size_inches()) < 15


@pytest.mark.parametrize("shape", [(2, 3), (0, 0), (4,)])
def test_not_square(shape):
    with pytest.raises(ValueError, match=r"of shape \(K, K\). Received: shape"):
        plot_confusion(np.zeros(shape, int))
