import numpy as np
import pytest
from reference import hebb_rosenblatt

from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.visualisation import memory_matrices
from stawm_keras.visualisation import plot_memories


def test_matrices_of_traces_are_those_of_the_definition():
    values = np.random.default_rng(0).uniform(0, 2, (3, 4, 6)).astype("float32")
    cell = HebbRosenblattCell(6, scale=0.5)
    cell.build((3, 6))
    memory = {name: np.array(part) for name, part in cell.write(values).items()}
    matrices = memory_matrices(memory)
    for n in range(4):
        written = values[:, : n + 1]
        _, expected = hebb_rosenblatt(written, written, 0.4, 0.2, 0.5, scale=0.5)
        # W is kept multiplied by the scale.
        np.testing.assert_allclose(matrices[:, n], 0.5 * expected, rtol=1e-5)


def test_a_matrix_and_slots_are_shown_as_they_are():
    weights = np.arange(48.0).reshape(2, 3, 2, 4)
    slots = {"words": weights[:, 0], "strength": np.ones((2, 1)), "filled": np.ones((2, 2))}
    np.testing.assert_array_equal(memory_matrices({"weights": weights}), weights)
    # What was kept only once has one place.
    np.testing.assert_array_equal(memory_matrices(slots), weights[:, :1])


def test_an_unknown_kind():
    with pytest.raises(ValueError, match=r"Received: names \['average'\]"):
        memory_matrices({"average": np.zeros((2, 3, 4))})


@pytest.mark.parametrize("channels", [1, 3])
def test_picture(channels):
    pytest.importorskip("matplotlib")
    matrices = np.random.default_rng(0).uniform(size=(2, 3, 8, 8))
    matrices[0] *= 7
    images = np.full((2, 5, 6, channels), 51)
    axes = np.reshape(plot_memories(matrices, images).axes, (2, 4))
    assert [place.get_title() for place in axes[0]] == ["image", "1", "2", "3"]
    for row, (image, *places) in enumerate(axes):
        np.testing.assert_allclose(image.images[0].get_array(), np.full((5, 6, 3), 0.2))
        for n, place in enumerate(places):
            np.testing.assert_array_equal(place.images[0].get_array(), matrices[row, n])
    # Each row has its own brightest colour, and all of its glimpses have the same.
    brightest = [[place.images[0].get_clim()[1] for place in row[1:]] for row in axes]
    assert np.ptp(brightest, axis=1).max() == 0
    assert 0.9 * 7 < brightest[0][0] < 7 and 0.9 < brightest[1][0] < 1


def test_negative_numbers_have_a_colour_of_their_own():
    pytest.importorskip("matplotlib")
    matrices = np.random.default_rng(0).normal(size=(1, 2, 3, 8))
    _, *places = plot_memories(matrices, np.zeros((1, 5, 6, 1))).axes
    for place in places:
        lowest, brightest = place.images[0].get_clim()
        assert lowest == -brightest < 0
        assert place.images[0].cmap(0.5)[:3] == pytest.approx((0.97, 0.97, 0.97), abs=0.02)


def test_shapes_that_do_not_belong_together():
    with pytest.raises(ValueError, match="must agree in B. Received: shapes"):
        plot_memories(np.zeros((2, 3, 4, 4)), np.zeros((3, 5, 5, 1)))
