import pytest

from stawm_keras.models.show_attend_tell.vocabulary import Vocabulary

WORDS = ("a", "three", "above", "seven")


def test_captions_become_tokens_and_back():
    known = Vocabulary(WORDS, 5)
    captions = ["a three above a seven", "seven", ""]
    tokens = known.encode(captions)
    assert tokens.tolist() == [[1, 2, 3, 1, 4, 0], [4, 0, 0, 0, 0, 0], [0] * 6]
    assert known.decode(tokens) == captions
    assert known.decode([[4, 0, 1, 1]]) == ["seven"], "nothing is said behind the end"


@pytest.mark.parametrize(
    ("captions", "words"),
    [
        (
            ["a tree"],
            r"made of the 4 words of the vocabulary. Did you mean 'three'\? Received: 'tr",
        ),
        (["A three"], r"of the vocabulary.* Received: 'A' in 'A three'"),
        (["a a a a a a"], "at most 5 words here. Received: 'a a a a a a', of 6"),
        ("a three", "Captions are a list of strings. Received: 'a three'"),
    ],
)
def test_captions_that_it_does_not_take(captions, words):
    with pytest.raises(ValueError, match=words):
        Vocabulary(WORDS, 5).encode(captions)


@pytest.mark.parametrize(
    ("vocabulary", "max_words", "words"),
    [
        ((), 5, r"must be words, strings without spaces.* Received: vocabulary=\(\)"),
        ("three", 5, "must be words, strings.* Received: vocabulary='three'"),
        (("left of",), 5, r"strings without spaces.* Received: vocabulary=\('left of',\)"),
        (("a", "a"), 5, "must be words that differ from each other. Received: 'a' twice"),
        (WORDS, 0, "`max_words` must be a positive integer. Received: max_words=0"),
    ],
)
def test_vocabularies_that_are_none(vocabulary, max_words, words):
    with pytest.raises(ValueError, match=words):
        Vocabulary(vocabulary, max_words)
