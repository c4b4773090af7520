"""Videos: a frame for every glimpse, at once or one after the other."""

import keras
import numpy as np
import pytest
from keras import ops
from registry import IMAGE
from registry import backbone
from registry import recurrent_attention

from stawm_keras.models import RecurrentAttention
from stawm_keras.models import STAWMClassifier
from stawm_keras.models import watch

RNG = np.random.default_rng(4)


def stawm(num_glimpses=3, video=True):
    made = backbone(video=video, num_glimpses=num_glimpses)
    return STAWMClassifier(made, num_classes=4, dropout=0.0)


def ram(num_glimpses=3, video=True):
    return recurrent_attention(video=video, num_glimpses=num_glimpses)


def woken(model):
    """Untrained, it would look at the same place at every frame, and say the same."""
    for weight in model.trainable_weights:
        weight.assign(weight + 0.2 * RNG.normal(size=weight.shape))
    return model


def videos(frames):
    return RNG.uniform(0, 255, (2, frames, *IMAGE)).astype("float32")


def watched(model, video):
    """What is seen and answered after every frame."""
    state, answers = None, []
    for number in range(video.shape[1]):
        seen, state = watch(model, video[:, number], state)
        answers.append(keras.tree.map_structure(ops.convert_to_numpy, seen))
    return answers


@pytest.mark.parametrize("make", [stawm, ram])
def test_after_every_frame_it_says_what_it_would_of_the_video_so_far(make):
    model, video = woken(make(2)), videos(3)
    answers = watched(model, video)  # There may be more frames than glimpses.
    assert np.ptp([answer["logits"] for answer in answers], axis=0).max() > 0.01
    for frames in (2, 3):
        whole = model if frames == 2 else make(frames)
        whole.set_weights(model.get_weights())
        names = ("logits", "poses", "frames")
        expected = whole.observe(*names)(video[:, :frames])
        for name in names:
            found = answers[frames - 1][name]
            np.testing.assert_allclose(found, expected[name], rtol=1e-4, atol=1e-4, err_msg=name)


@pytest.mark.parametrize("make", [stawm, ram])
def test_a_video_of_one_image_is_the_image(make):
    still, moving = woken(make(video=False)), make()
    moving.set_weights(still.get_weights())
    image = videos(1)
    np.testing.assert_allclose(
        moving(np.repeat(image, 3, axis=1)), still(image[:, 0]), rtol=1e-5, atol=1e-5
    )


def test_glimpses_are_of_their_own_frames():
    model, video = ram(), videos(3)
    seen = model.observe("glimpses", "poses")(video)
    look = model.get_layer("glimpse_loop").cell.sensor
    for number in range(3):
        expected = look(video[:, number], seen["poses"][:, number])
        np.testing.assert_allclose(seen["glimpses"][:, number], expected, atol=1e-3)


def test_bad_input():
    image = keras.Input((3, *IMAGE))
    within = keras.Model(image, ram()(image))
    for model in (ram(video=False), within):
        with pytest.raises(ValueError, match="must have one glimpse loop, .* with `video=True`"):
            watch(model, videos(3)[:, 0])
    with pytest.raises(ValueError, match=r"is of shape \(batch, 10, 12, 2\). Received: .*\(2, 3,"):
        watch(ram(), videos(3))
    with pytest.raises(ValueError, match="`video` must be True, .* Received: video=3"):
        RecurrentAttention((8, 8, 1), 3, video=3)
