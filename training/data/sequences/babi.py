"""The bAbI tasks: questions about short stories."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from training.cli.errors import InputError
from training.data.sequences import babi_text
from training.data.sequences.examples import Sequences

TASKS = range(1, 21)


class BAbI:
    """Questions about stories, of one task or of all of them jointly (Weston et al., 2015).

    Words are numbered from 1 in the order of the alphabet, those of test questions among them; an
    answer, such as "apple,football", is one word. Facts are in the order of the story, those of a
    shorter one first and zeros behind; of a longer one the last are kept.

    Args:
        folder: The folder that holds bAbI's text files.
        task: Number of the task, 1 to 20; 0 for all of them.
        num_facts: How many facts of a story are kept, at most.
        num_words: How many words a sentence has at most; `None` for as many as there are.
        vocabulary: The words; `None` for those that there are.
        holdout: Part of the training questions of each task, its last, that is held out.
        passes: How often an epoch goes through the training questions.
        hops: How many facts are to be attended to in turn. Targets are dictionaries of the answers,
            `"logits"` `(n,)`, and of the supporting facts, `"facts"` `(n, hops, F)`, in the files'
            order, the last of them for all hops that are left.

    Attributes:
        source: What is read.
        count: Training questions of an epoch, each as often as it is gone through.
        vocabulary: The words, a tuple; 0 is none, and the first is 1.
        num_facts: Of the longest story, of what is kept of it.
        num_words: Of the longest sentence, or as given.

    Raises:
        InputError: If a file is missing, cut, or of another format, or has more words than given.
    """

    def __init__(
        self,
        folder: Path,
        task: int,
        num_facts: int,
        num_words: int | None,
        vocabulary: tuple[str, ...] | None,
        holdout: float,
        passes: int,
        hops: int,
    ) -> None:
        tasks = [task] if task else list(TASKS)
        files = {
            (one, part): _file(folder, one, part) for one in tasks for part in ("train", "test")
        }
        read = {key: babi_text.read(path) for key, path in files.items()}
        every = [question for questions in read.values() for question in questions]
        sentences = [words for one in every for words in (*one.facts, one.words)]
        words = {word for words in sentences for word in words} | {one.answer for one in every}
        longest = max(map(len, sentences))
        self.vocabulary = tuple(sorted(words)) if vocabulary is None else vocabulary
        self.num_facts = min(num_facts, max(len(one.facts) for one in every))
        self.num_words = num_words or longest
        new = sorted(words - set(self.vocabulary))
        if new or longest > self.num_words:
            what = f"the word {new[0]!r}" if new else f"a sentence of {longest} words"
            raise InputError(
                f"'{folder}' has {what}, which is not among what was learned: name the folder that "
                "was trained on."
            )
        self._numbers = {word: number for number, word in enumerate(self.vocabulary, 1)}
        self._hops = hops
        digest = hashlib.sha256(b"".join(path.read_bytes() for path in files.values())).hexdigest()
        which = f"task {task}" if task else "tasks 1 to 20"
        self.source = f"bAbI {which}, {folder} (SHA-256 {digest[:16]})"

        learned, watched = [], []
        for one in tasks:
            questions = read[one, "train"]
            first = len(questions) - round(holdout * len(questions))
            learned += questions[:first]
            watched += questions[first:]
        self._learned = self._arrays(learned)
        self._watched = self._arrays(watched or learned)
        self._tests = {f"task {one}": read[one, "test"] for one in tasks}
        self.count = passes * len(learned)
        self._once = len(learned)

    def draw(self, rows: np.ndarray, rng: np.random.Generator, epoch: int) -> Sequences:
        return _taken(self._learned, rows % self._once)

    def watched(self) -> Sequences:
        """The questions that are held out, or where none are, those of training."""
        return self._watched

    def tested(self) -> dict[str, Sequences]:
        return {name: self._arrays(questions) for name, questions in self._tests.items()}

    def _arrays(self, questions):
        """Stories and questions, and what is to be answered."""
        count, facts, hops = len(questions), self.num_facts, self._hops
        sentences = np.zeros((count, facts, self.num_words), "int32")
        asked = np.zeros((count, self.num_words), "int32")
        answers = np.array([self._numbers[one.answer] for one in questions], "int32")
        supporting = np.zeros((count, hops, facts), "float32")
        for row, question in enumerate(questions):
            forgotten = max(0, len(question.facts) - facts)
            for place, words in enumerate(question.facts[forgotten:]):
                sentences[row, place, : len(words)] = [self._numbers[word] for word in words]
            asked[row, : len(question.words)] = [self._numbers[word] for word in question.words]
            for hop in range(hops):
                place = question.supporting[min(hop, len(question.supporting) - 1)] - forgotten
                if place >= 0:
                    supporting[row, hop, place] = 1
        return (sentences, asked), {"logits": answers, "facts": supporting}


def _file(folder, task, part):
    """The one file of a task and a part."""
    found = sorted(folder.glob(f"qa{task}_*_{part}.txt"))
    if len(found) != 1:
        there = f"there are {len(found)}" if found else "there is none"
        raise InputError(
            f"'{folder}' must hold one file qa{task}_..._{part}.txt of bAbI, and {there}: name the "
            "folder of its text files."
        )
    return found[0]


def _taken(structure: Any, rows: np.ndarray) -> Any:
    """Rows of all arrays of a nested structure."""
    if isinstance(structure, tuple):
        return tuple(_taken(part, rows) for part in structure)
    if isinstance(structure, dict):
        return {name: _taken(part, rows) for name, part in structure.items()}
    return structure[rows]
