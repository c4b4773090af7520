"""The text files of the bAbI tasks.

Each line begins with its number, which starts again at 1 with every story. A fact is a sentence. A
question is followed, after tabs, by its answer and the numbers of the facts from which it follows.
"""

import re
from pathlib import Path
from typing import NamedTuple

from training.cli.errors import InputError
from training.cli.files import read_text

PARTS = ("question", "answer", "supporting facts")


class Question(NamedTuple):
    """A question about a story.

    Attributes:
        facts: What was told before it, a list of lists of words.
        words: The question, a list of words.
        answer: The answer, which is taken for one word.
        supporting: Places in `facts` of those from which the answer follows, in the file's order.
    """

    facts: list[list[str]]
    words: list[str]
    answer: str
    supporting: list[int]


def read(path: Path) -> list[Question]:
    """Reads all questions of a file.

    Raises:
        InputError: If the file is cut, or not of this format.
    """
    text = read_text(path)
    if not text.endswith("\n"):
        raise InputError(f"'{path}' ends within a line: it was cut, so get it again.")
    questions: list[Question] = []
    facts: list[list[str]] = []
    places: dict[int, int] = {}  # Of facts, by the numbers of their lines.
    last, asked = 0, True
    for count, line in enumerate(text.splitlines(), 1):
        where = f"'{path}' line {count}"
        match = re.fullmatch(r"(\d{1,6}) (.*\S.*)", line)
        if match is None:
            raise InputError(
                f"{where} is not a number and then a sentence, as in bAbI's files: name the folder "
                "that holds these as they were published."
            )
        number, rest = int(match[1]), match[2]
        if number not in (1, last + 1):
            raise InputError(
                f"{where} has number {number} after {last}: lines are missing, so get the file "
                "again."
            )
        if number == 1:
            facts, places = [], {}
        last, asked = number, "\t" in rest
        if asked:
            questions.append(_question(rest, facts, places, where))
        else:
            places[number] = len(facts)
            facts = [*facts, _words(rest)]
    if not asked or not questions:
        raise InputError(f"'{path}' ends before a question: it was cut, so get it again.")
    return questions


def _question(rest, facts, places, where):
    parts = [part.strip() for part in rest.split("\t")] + [""] * len(PARTS)
    missing = [name for name, part in zip(PARTS, parts, strict=False) if not part]
    if missing:
        raise InputError(
            f"{where} has no {missing[0]}: a question, its answer and its supporting facts stand "
            "in one line with tabs between, so get the file again."
        )
    question, answer, supporting = parts[: len(PARTS)]
    numbers = supporting.split()
    unknown = [n for n in numbers if not n.isdecimal() or int(n) not in places]
    if unknown:
        raise InputError(
            f"{where} is supported by {unknown[0]!r}, which is no fact before it: get the file "
            "again."
        )
    return Question(facts, _words(question), answer, [places[int(n)] for n in numbers])


def _words(sentence):
    return re.findall(r"[\w,'-]+", sentence.lower())
