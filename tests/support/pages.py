"""What README.md and the pages of docs/ tell their readers to run."""

import itertools
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = (ROOT / "README.md", *sorted({*ROOT.glob("docs/*.md")} - {ROOT / "docs/index.md"}))
PAGES = {file.name: file.read_text() for file in FILES}

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_IN_A_SENTENCE = re.compile(r"`((?:make|pip|python) [^`]+)`")
_VARIABLE = re.compile(r"[A-Z_]+=\S*")


@dataclass(frozen=True)
class Command:
    """A line of a page: words, after the environment's variables that are set for it."""

    page: str
    variables: dict[str, str]
    words: list[str]

    def __str__(self):
        return " ".join([self.page, *self.variables.values(), *self.words])

    @property
    def module(self):
        """The module that Python is to run, or an empty text."""
        return self.words[2] if self.words[:2] == ["python", "-m"] else ""


def python_of(page):
    """The blocks of Python of a page, in order."""
    return [text for language, text in _BLOCK.findall(PAGES[page]) if language == "python"]


def commands():
    """The commands of all pages, page by page as they stand there."""
    return [command for page, text in PAGES.items() for command in _commands(page, text)]


def _commands(page, text):
    shown = [
        line
        for language, block in _BLOCK.findall(text)
        if not language
        for line in block.replace("\\\n", " ").splitlines()
    ]
    told = _IN_A_SENTENCE.findall(_BLOCK.sub("", text))
    for line in (*shown, *told):
        words = [word for word in shlex.split(line, comments=True) if word != "&"]
        variables = list(itertools.takewhile(_VARIABLE.fullmatch, words))
        if words := words[len(variables) :]:
            yield Command(page, dict(word.split("=") for word in variables), words)
