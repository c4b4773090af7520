import numpy as np
import pytest
from PIL import Image

from stawm_keras.visualisation import animate_certainty
from stawm_keras.visualisation import plot_certainty
from stawm_keras.visualisation.pixels import WRONG

RNG = np.random.default_rng(0)
COUNT, GLIMPSES, CLASSES = 3, 2, 4
SQUARE = [[2, 2], [6, 2], [6, 6], [2, 6]]


def looks(**changed):
    given = {
        "images": RNG.uniform(0, 255, (COUNT, 9, 9, 1)),
        "frames": np.tile(SQUARE, (COUNT, GLIMPSES, 1, 1, 1)),
        "glimpses": RNG.uniform(0, 255, (COUNT, GLIMPSES, 4, 4, 1)),
        # The second glimpse makes the first class certain.
        "logits": np.tile([[0, 1, 0, 0], [9, 0, 0, 0]], (COUNT, 1, 1)),
    }
    return {**given, **changed}


def bars_of(figure):
    return [axes for axes in figure.axes if axes.patches]


@pytest.mark.parametrize("across", [None, 1])
def test_a_bar_for_every_class_after_every_glimpse(across):
    names = ["zero", "one", "two", "three"]
    figure = plot_certainty(**looks(), actual=[0, 0, 0], class_names=names, across=across)
    bars = bars_of(figure)
    assert len(bars) == COUNT * GLIMPSES
    heights = [patch.get_height() for patch in bars[1].patches][:CLASSES]
    odds = np.exp([9, 0, 0, 0])
    np.testing.assert_allclose(heights, odds / odds.sum())
    titles = {axes.get_title(): axes.title.get_color() for axes in bars}
    assert titles == {"one  48 %": WRONG, "zero  100 %": "black"}
    columns = {axes.get_position().x0 for axes in bars}
    assert len(columns) == GLIMPSES * (across or COUNT)


def test_animation_has_a_moment_for_every_glimpse(tmp_path):
    animate_certainty(**looks(), file=tmp_path / "certainty.gif")
    with Image.open(tmp_path / "certainty.gif") as animation:
        assert animation.n_frames == GLIMPSES
        moments = []
        for n in range(GLIMPSES):
            animation.seek(n)
            moments.append(np.array(animation.convert("L"), int))
    assert abs(moments[0] - moments[1]).max() > 50


@pytest.mark.parametrize(
    "changed",
    [
        {"logits": np.zeros((COUNT, CLASSES))},
        {"logits": np.zeros((COUNT, GLIMPSES + 1, CLASSES))},
        {"actual": [1]},
    ],
)
def test_arrays_that_do_not_belong_together(changed):
    with pytest.raises(ValueError, match="`logits` .B, N, K. must be .*Received: 3 images"):
        plot_certainty(**looks(**changed))
