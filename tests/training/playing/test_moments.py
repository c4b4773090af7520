"""What of a look is shown, moment by moment."""

import re

import numpy as np
import pytest

from training.playing.looker import Looked
from training.playing.moments import answer_of
from training.playing.moments import count_of
from training.playing.moments import page_of
from training.playing.moments import panel
from training.playing.moments import probabilities_of
from training.playing.pixels import picture_of

# Neither pixels nor HTML depend on the backend.
pytestmark = pytest.mark.tensorflow

PICTURE = re.compile(r"data:image/png;base64,[^\"]+")


def looked(class_names=("<b>", "dog"), **found):
    """Two glimpses at an image of 4 x 6 pixels."""
    image = np.arange(24.0).reshape(4, 6, 1)
    frames = np.array([[0, 0], [5, 0], [5, 3], [0, 3]])
    frames = np.stack([[frames], [frames / 2 + 1]]).astype("float32")
    glimpses = np.stack([np.full((2, 2, 1), 10.0), np.full((2, 2, 1), 200.0)])
    return Looked(image, {"frames": frames, "glimpses": glimpses, **found}, class_names)


def figures(html):
    """The content of figures by their captions."""
    found = re.findall(r"<figure>(.*?)<figcaption>(.*?)</figcaption>", html)
    return {caption: content for content, caption in found}


def pixels(content):
    """All pictures in some HTML, as arrays."""
    return [np.asarray(picture_of(text)) for text in PICTURE.findall(content)]


def test_answers_grow():
    one = looked(logits_so_far=np.log([[0.75, 0.25], [0.1, 0.9]]), logits=np.log([0.1, 0.9]))
    assert count_of(one) == 2
    np.testing.assert_allclose(probabilities_of(one), [[0.75, 0.25], [0.1, 0.9]])
    assert answer_of(one) == "dog (90.0 %)"
    html = panel("a <model>", one)
    assert '<p class="answer" data-at="0">&lt;b&gt; (75.0 %)</p>' in html
    assert '<p class="answer" data-at="1">dog (90.0 %)</p>' in html
    assert "a &lt;model&gt;" in html and "<b>" not in html
    bars = figures(html)["How certain it is"]
    assert re.findall("width:(.*?)%", bars) == ["75.0", "25.0", "10.0", "90.0"]


def test_what_is_answered_in_the_end_is_not_told_before():
    html = panel("model", looked(logits=np.log([0.1, 0.9])))
    assert '<p class="answer" data-at="0">no answer yet</p>' in html
    assert '<p class="answer" data-at="1">dog (90.0 %)</p>' in html


def test_several_answers_stand_in_a_row():
    several = np.log([[0.1, 0.9], [0.8, 0.2]])
    said = looked(("cat", "dog"), logits=several)
    assert answer_of(said) == "dog cat (72.0 %)"
    assert '<p class="answer" data-at="0">dog (90.0 %)</p>' in panel("model", said)
    # Of as many as there are no moments, none can be told when it is known.
    assert probabilities_of(looked(logits=np.zeros((3, 2)))) is None


def test_of_many_classes_the_likeliest_are_shown():
    logits = np.zeros((2, 100))
    logits[0, 70], logits[1, 20] = 9, 9
    bars = figures(panel("model", looked(None, logits_so_far=logits)))["How certain it is"]
    assert bars.count("<dt>") == 2 * 10
    assert {"<dt>70</dt>", "<dt>20</dt>"} <= set(re.findall("<dt>.*?</dt>", bars))


def test_frames_and_glimpses():
    found = figures(panel("model", looked()))
    image = found["What it was given, and where it looked"]
    assert re.findall('data-from="(.)"', image) == ["0", "1"]
    assert image.count('points="0.00,0.00 5.00,0.00 5.00,3.00 0.00,3.00"') == 2
    assert image.count('points="1.00,1.00 3.50,1.00 3.50,2.50 1.00,2.50"') == 2
    np.testing.assert_array_equal(pixels(image)[0], np.arange(24).reshape(4, 6))
    assert [one.mean() for one in pixels(found["What this glimpse saw"])] == [10, 200]


def test_memory_is_the_mean_of_neighbouring_units():
    rng = np.random.default_rng(0)
    weights = rng.uniform(0, 1, (2, 128, 130))
    (first, last) = pixels(
        figures(panel("model", looked(memory={"weights": weights})))["Its memory"]
    )
    assert first.shape[:2] == last.shape[:2] == (64, 44)
    means = weights[:, :, :129].reshape(2, 64, 2, 43, 3).mean(axis=(2, 4))
    brightness = np.stack([first, last])[:, :, :43].sum(axis=-1, dtype="float64")
    # Brightness grows with the number all along the colours.
    ranks = [part.ravel().argsort().argsort() for part in (means, brightness)]
    assert np.corrcoef(*ranks)[0, 1] > 0.99


def test_drawing():
    canvases = np.stack([np.zeros((4, 6, 1)), np.full((4, 6, 1), 0.4)])
    one = looked(canvases=canvases, drawing=canvases[1])
    stages = pixels(figures(panel("model", one))["What it drew so far"])
    assert [stage.mean() for stage in stages] == [0, 102]
    assert answer_of(one) is None
    whole = Looked(one.image, {"drawing": canvases[1]}, None)
    assert count_of(whole) == 1
    assert pixels(figures(panel("model", whole))["What it drew"])[0].mean() == 102


def test_panels_share_a_slider():
    html = page_of(["one", "other"], 5)
    assert 'max="5"' in html and "oneother" in html
