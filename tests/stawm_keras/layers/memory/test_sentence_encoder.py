import keras
import numpy as np
import pytest
from facts import by_name
from facts import sentence
from facts import set_all
from facts import story
from keras import ops

from stawm_keras.layers import SentenceEncoder

STORIES = np.array(
    [
        [[1, 2, 3, 0], [4, 0, 0, 0], [2, 5, 1, 3]],
        [[0, 0, 0, 0], [3, 3, 1, 0], [0, 0, 0, 0]],  # Empty facts are nowhere and have no age.
        [[5, 4, 0, 0], [1, 4, 2, 0], [0, 0, 0, 0]],
    ]
)


@pytest.mark.parametrize("num_facts", [3, 2])
def test_words_in_their_order_and_the_age(num_facts):
    encode = SentenceEncoder(6, 5, num_facts, tables=2)
    encode.build(STORIES.shape)
    weights = by_name(set_all(encode))
    expected = np.concatenate(
        [
            [story(facts, *(weights[name][:, table] for name in ("words", "ages")))
             for facts in STORIES]
            for table in (slice(5), slice(5, 10))
        ],
        axis=-1,
    )  # fmt: skip
    np.testing.assert_allclose(encode(STORIES), expected, atol=1e-5)
    # What has no words is at least of no words.
    question = [sentence(words, weights["words"][:, :5]) for words in STORIES[:, 1]]
    np.testing.assert_allclose(encode(STORIES[:, 1])[:, :5], question, atol=1e-5)


def test_a_bag_of_words():
    encode = SentenceEncoder(6, 5, position_encoding=False)
    encode.build(STORIES.shape)
    words = by_name(set_all(encode))["words"]
    words[0] = 0
    np.testing.assert_allclose(encode(STORIES), words[STORIES].sum(axis=2), atol=1e-5)


def test_noise_lets_facts_be_older():
    """Of many stories: as often as it is to, in order, and in training alone."""
    encode = SentenceEncoder(2, 1, num_facts=50, noise=0.25, seed=3)
    stories = np.ones((400, 20, 1), "int32")
    encode.build(stories.shape)
    encode.words.assign(np.zeros((2, 1)))
    encode.ages.assign(np.arange(50.0)[:, None])
    age = ops.convert_to_numpy(encode(stories, training=True))[..., 0]
    between = -np.diff(age, axis=1) - 1
    assert set(np.unique(between)) == {0, 1}
    np.testing.assert_allclose(between.mean(), 0.25, atol=0.02)
    again = ops.convert_to_numpy(encode(stories, training=True))[..., 0]
    assert (age != again).any()
    np.testing.assert_array_equal(
        encode(stories)[:, :, 0], np.tile(np.arange(19, -1, -1), (400, 1))
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"units": 0}, "`units` must be a positive integer. Received: units=0"),
        ({"num_facts": 0}, "`num_facts` must be a positive integer. Received: num_facts=0"),
        ({"noise": 1.0}, r"`noise` must be in \[0, 1\). Received: noise=1.0"),
    ],
)
def test_bad_arguments(given, words):
    with pytest.raises(ValueError, match=words):
        SentenceEncoder(**{"vocabulary_size": 6, "units": 5, **given})


def test_is_float32_whatever_the_policy():
    with pytest.raises(ValueError, match="computes in float32"):
        SentenceEncoder(6, 5, dtype="bfloat16")
    assert keras.backend.standardize_dtype(SentenceEncoder(6, 5)(STORIES).dtype) == "float32"
