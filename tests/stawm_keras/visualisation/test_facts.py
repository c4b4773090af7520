import numpy as np
import pytest

from stawm_keras.visualisation import plot_facts

FACTS = ["Mary moved to the bathroom", "John went to the hallway"]


def test_a_line_a_fact_and_a_column_a_hop():
    figure = plot_facts(FACTS, np.array([[0.9, 0.1], [0.0, 1.0], [0.5, 0.5]]), "Where is John?")
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == FACTS
    assert [label.get_text() for label in axes.get_xticklabels()] == ["hop 1", "hop 2", "hop 3"]
    np.testing.assert_allclose(axes.images[0].get_array(), [[0.9, 0.0, 0.5], [0.1, 1.0, 0.5]])
    assert figure.get_suptitle() == "Where is John?"


def test_other_shapes():
    with pytest.raises(ValueError, match=r"Received: attention of shape \(2, 3\) for 2 facts"):
        plot_facts(FACTS, np.ones((2, 3)))
