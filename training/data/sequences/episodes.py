"""Episodes: a few classes are shown, and then asked for."""

import numpy as np

from training.cli.errors import InputError
from training.data.augment import Augmentation
from training.data.sequences.examples import WATCH_SEED
from training.data.sequences.examples import Sequences
from training.data.sequences.omniglot import Omniglot


class Episodes:
    """Episodes of `ways` characters, each shown `shots` times and then asked for once.

    They are drawn as the published runs are: all characters are of one alphabet, or of as few as
    have so many; one person drew what is shown, for every further shot another, and yet another
    what is asked for. Which alphabet, characters, people and order is drawn anew for every episode.
    While training every alphabet is also turned by 0, 90, 180 or 270 degrees, which makes new
    characters of it.

    The smallest alphabet that has enough characters is held out: episodes of it, which are not
    changed, are watched. Tested are the published runs, of which no alphabet is learned.

    Args:
        omniglot: The characters and the runs.
        ways: How many characters an episode has.
        shots: How often each is shown.
        augment: What changes each picture of a training episode at random.
        examples: Episodes of an epoch.
        watched: Episodes by which an epoch is judged.

    Raises:
        InputError: There are not enough pictures for such an episode.
    """

    def __init__(
        self,
        omniglot: Omniglot,
        ways: int,
        shots: int,
        augment: Augmentation,
        examples: int,
        watched: int,
    ) -> None:
        self.source = f"{omniglot.source}: small 1 + 2"
        self.count = examples
        self.omniglot = omniglot
        self.ways = ways
        self.shots = shots
        self.augment = augment
        self._watching = watched
        people = omniglot.images.shape[1]
        if shots + 1 > people:
            raise InputError(
                f"An episode of {shots} shots takes {shots + 1} pictures of each character, and "
                f"{omniglot.source} has {people}: choose at most {people - 1} shots."
            )
        found, counts = np.unique(omniglot.alphabets, return_counts=True)
        most = min(omniglot.support.shape[1], counts.max(), counts.sum() - counts.max())
        if ways > most:
            raise InputError(
                f"An episode of {ways} ways takes as many characters, and {omniglot.source} has "
                f"episodes of at most {most}: choose at most {most} ways."
            )
        self._held = found[np.where(counts >= ways, counts, counts.sum()).argmin()]
        self._learned = found[found != self._held]

    def draw(self, rows: np.ndarray, rng: np.random.Generator, epoch: int) -> Sequences:
        """Episodes to train on.

        Returns:
            Tuple of a dictionary, `support` `(n, shots * ways, S, S, 1)`, `classes`
            `(n, shots * ways)` and `queries` `(n, ways, S, S, 1)`, and the queries' classes
            `(n, ways)`.
        """
        given, answers = self._drawn(len(rows), self._learned, rng, turns=4)
        changed = {
            name: self.augment(given[name].reshape(-1, *given[name].shape[2:]), rng)
            for name in ("support", "queries")
        }
        return given | {name: changed[name].reshape(given[name].shape) for name in changed}, answers

    def watched(self) -> Sequences:
        """Episodes of the alphabet that is held out, likewise."""
        rng = np.random.default_rng(WATCH_SEED)
        return self._drawn(self._watching, np.array([self._held]), rng, turns=1)

    def tested(self) -> dict[str, Sequences]:
        """The published runs, likewise; of fewer ways, the first of their characters.

        Raises:
            InputError: Episodes have more than one shot.
        """
        if self.shots > 1:
            raise InputError(
                f"A model of {self.shots} shots was to be tested on the published runs, which show "
                "each character once: train it with 1 shot."
            )
        _, _, support, queries, answers = self.omniglot[1:]
        asked = answers < self.ways
        runs = len(answers)
        given = {
            "support": support[:, : self.ways],
            "classes": np.tile(np.arange(self.ways, dtype="int32"), (runs, 1)),
            "queries": queries[asked].reshape(runs, self.ways, *queries.shape[2:]),
        }
        return {"runs": (given, answers[asked].reshape(runs, self.ways).astype("int32"))}

    def _drawn(
        self, count: int, alphabets: np.ndarray, rng: np.random.Generator, turns: int
    ) -> Sequences:
        drawn = [self._episode(alphabets, rng, turns) for _ in range(count)]
        support, classes, queries, answers = (np.stack(part) for part in zip(*drawn, strict=True))
        return {"support": support, "classes": classes, "queries": queries}, answers

    def _episode(self, alphabets, rng, turns):
        images, alphabet = self.omniglot.images, self.omniglot.alphabets
        order = rng.permutation(alphabets)
        by_alphabet = [rng.permutation(np.flatnonzero(alphabet == one)) for one in order]
        characters = np.concatenate(by_alphabet)[: self.ways]
        turned = rng.integers(turns, size=alphabets.max() + 1)[alphabet[characters]]
        people = rng.permutation(images.shape[1])[: self.shots + 1, np.newaxis]
        pictures = images[characters, people]  # (shots + 1, ways, S, S, 1)
        for turn in range(1, turns):
            some = turned == turn
            pictures[:, some] = np.rot90(pictures[:, some], turn, axes=(2, 3))
        classes = np.arange(self.ways, dtype="int32")
        shown = rng.permutation(self.shots * self.ways)
        asked = rng.permutation(self.ways)
        return (
            pictures[:-1].reshape(-1, *pictures.shape[2:])[shown],
            np.tile(classes, self.shots)[shown],
            pictures[-1][asked],
            classes[asked],
        )
