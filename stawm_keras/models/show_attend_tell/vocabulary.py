"""Captions as tokens and back."""

import difflib

import numpy as np

from stawm_keras.layers.glimpse.caption_cell import END


class Vocabulary:
    """The words that captions are made of, and how long these may be.

    A caption is words with spaces between them. Its tokens are the places of its words in the
    vocabulary, counted from 1, and then 0, the end, as often as there is room.

    Args:
        words: Sequence of strings, different words without spaces.
        max_words: Integer, the words of a caption at most.

    Raises:
        ValueError: If the words are none, the same, or no words, or `max_words` is less than 1.
    """

    def __init__(self, words, max_words):
        if isinstance(words, str) or not words or not all(map(_is_word, words)):
            raise ValueError(
                "`vocabulary` must be words, strings without spaces; leave out the end of a "
                f"caption. Received: vocabulary={words!r}"
            )
        if len(set(words)) != len(words):
            twice = next(word for word in words if list(words).count(word) > 1)
            raise ValueError(
                f"`vocabulary` must be words that differ from each other. Received: {twice!r} twice"
            )
        if not isinstance(max_words, int) or max_words < 1:
            raise ValueError(
                f"`max_words` must be a positive integer. Received: max_words={max_words}"
            )
        self.words = tuple(words)
        self.max_words = max_words
        self._places = {word: place + 1 for place, word in enumerate(self.words)}

    def encode(self, captions):
        """Tokens `(B, max_words + 1)`, int32, of captions, strings."""
        if isinstance(captions, str):
            raise ValueError(f"Captions are a list of strings. Received: {captions!r}")
        tokens = np.full((len(captions), self.max_words + 1), END, "int32")
        for row, caption in zip(tokens, captions, strict=True):
            words = caption.split()
            if len(words) > self.max_words:
                raise ValueError(
                    f"A caption has at most {self.max_words} words here. Received: {caption!r}, "
                    f"of {len(words)}"
                )
            row[: len(words)] = [self._place(word, caption) for word in words]
        return tokens

    def decode(self, tokens):
        """The captions, a list of strings, of tokens `(B, N)`; one with no end is cut."""
        rows = np.asarray(tokens)[:, : self.max_words].tolist()
        return [" ".join(self._until_the_end(row)) for row in rows]

    def _place(self, word, caption):
        if word not in self._places:
            near = difflib.get_close_matches(word, self.words, n=1)
            meant = f" Did you mean {near[0]!r}?" if near else ""
            raise ValueError(
                f"A caption is made of the {len(self.words):,} words of the vocabulary.{meant} "
                f"Received: {word!r} in {caption!r}"
            )
        return self._places[word]

    def _until_the_end(self, row):
        for token in row:
            if token == END:
                return
            yield self.words[token - 1]


def _is_word(word):
    return isinstance(word, str) and len(word.split()) == 1 and word == word.strip()
