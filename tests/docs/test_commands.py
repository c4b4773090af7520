"""The programs accept every command that README.md and the pages show; none is run here."""

import argparse
import configparser
import importlib
import re
import shutil

import click
import pytest
from click.testing import CliRunner
from pages import ROOT
from pages import commands

# They are the same on every backend: once is enough.
pytestmark = pytest.mark.tensorflow


# Its options are those of a recipe.
LIKE_TRAINING = "benchmarks.random_looks"


def of(start, but=()):
    """The commands that run a module whose name starts so, but for some."""
    starting = [command for command in commands() if command.module.startswith(start)]
    found = [command for command in starting if command.module not in but]
    assert found
    return pytest.mark.parametrize("command", found, ids=str)


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A working folder with the files that the commands name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results").symlink_to(ROOT / "results")
    (tmp_path / "FOLDER").mkdir()
    (tmp_path / "PICTURE").touch()
    (tmp_path / "runs/search").mkdir(parents=True)
    shutil.copy(ROOT / "results/digits_demo_search/best.json", tmp_path / "runs/search")


@of(("training.", "examples.", LIKE_TRAINING))
def test_of_click(command, files, monkeypatch):
    monkeypatch.setattr(click.Command, "invoke", lambda self, ctx: None)
    program = importlib.import_module(command.module).main
    parsed = CliRunner(env=command.variables).invoke(program, command.words[3:])
    assert parsed.exit_code == 0, parsed.output


class Parsed(Exception):
    pass


@of("benchmarks.", but=(LIKE_TRAINING,))
def test_of_argparse(command, monkeypatch):
    parse = argparse.ArgumentParser.parse_args

    def only_parse(parser):
        parse(parser, command.words[3:])
        raise Parsed

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", only_parse)
    with pytest.raises(Parsed):
        importlib.import_module(command.module).main()


def words_after(first):
    """What stands after the first word of the commands that begin with it."""
    found = [command.words[1:] for command in commands() if command.words[0] == first]
    assert found
    return found


def test_targets_of_make():
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert [words for words in words_after("make") if not set(words) <= set(targets)] == []


def test_extras_of_pip():
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / "setup.cfg")
    asked_for = re.findall(r"\.\[(.*?)\]", str(words_after("pip")))
    extras = {extra for several in asked_for for extra in several.split(",")}
    assert extras and extras <= set(settings["options.extras_require"])


def test_scripts():
    scripts = [words[0] for words in words_after("python") if words[0] != "-m"]
    assert scripts and [script for script in scripts if not (ROOT / script).is_file()] == []


def test_nothing_else_is_shown():
    """So that nothing is left out above: what else is shown is others' programs."""
    known = {"make", "pip", "python", "curl", "docker", "export", "printf"}
    assert [str(command) for command in commands() if command.words[0] not in known] == []
    modules = {command.module.split(".")[0] for command in commands() if command.module}
    assert modules == {"training", "examples", "benchmarks", "tensorboard"}
