import numpy as np
import pytest

from stawm_keras.models.show_attend_tell.vocabulary import Vocabulary
from training.data import captions

LEFT_TOP, RIGHT_TOP, LEFT_BELOW = (0, 0, 9, 9), (30, 4, 39, 13), (4, 30, 13, 39)


@pytest.mark.parametrize(
    ("labels", "boxes", "caption", "order"),
    [
        ((3, 7), (LEFT_TOP, LEFT_BELOW), "the three above the seven", (0, 1)),
        ((3, 7), (LEFT_BELOW, LEFT_TOP), "the seven above the three", (1, 0)),
        ((0, 8), (LEFT_TOP, RIGHT_TOP), "the zero left of the eight", (0, 1)),
        ((8, 8), (RIGHT_TOP, LEFT_TOP), "the eight left of the eight", (1, 0)),
    ],
)
def test_captions_say_what_scenes_show(labels, boxes, caption, order):
    labels, boxes = np.array([labels]), np.array([boxes])
    assert captions.captions_of(labels, boxes) == [caption]
    assert captions.in_order(boxes)[0].tolist() == [list(order)]
    assert Vocabulary(captions.VOCABULARY, captions.MAX_WORDS).encode([caption]).any()
