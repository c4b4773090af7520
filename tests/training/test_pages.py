"""The commands of the pages do what the pages say, one after the other, on small data.

Those of several devices and processes, of servers, and of one's own images have tests of their own.
"""

import numpy as np
import pytest
from pages import ROOT
from pages import commands
from pages import python_of
from searches import SAME_NETWORK
from searches import options

pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]

# In the order of reading: later pages use what earlier ones made.
PAGES = ("training.md", "results.md", "presets.md", "tuning.md", "serving.md")
# Words of the commands that take one's own images, or what came of them.
OWN_IMAGES = {"FOLDER", "PICTURE", "runs/mine"}


def shown(page):
    """The commands of a page that are run here."""
    return [
        command
        for command in commands()
        if command.page == page and not command.variables
        if command.module.startswith("training.") and "--help" not in command.words
        if not {"training.serve", "--format", *OWN_IMAGES} & {command.module, *command.words}
    ]


def small(command, values):
    """The command's words, and after them the options that make it small."""
    program, (recipe, *given) = command.module.split(".")[1], command.words[3:]
    if program not in ("train", "tune"):
        return [recipe, *given]
    if "self_supervised" in recipe:
        values = {name: values[name] for name in ("image-shape", "num-classes", "data")}
    if "translated" in recipe or "cluttered" in recipe:  # Shape and classes are their scenes'.
        shape_and_classes = ("image-shape", "num-classes")
        values = {name: values[name] for name in values if name not in shape_and_classes}
        values["scene-size"] = 56  # No smaller than what a context sees of it.
    if "captions" in recipe:
        sizes = ("units", "embedding-units", "attention-units")
        values = {name: 4 for name in sizes} | {"scene-size": 24, "data": values["data"]}
    if "generate" in recipe:
        of_images = {name: values[name] for name in ("image-shape", "num-classes", "data")}
        values = {"units": 4, "latent-units": 2, **of_images}
    values = {**values, "batch-size": 8, "epochs": 1}
    if "draw" in recipe:
        values["latent-units"] = 2
    if "--holdout" in given:
        values["holdout"] = 16
    if program == "train":
        return [recipe, *given, *options({**values, "board-every": 0}, [])]
    once = {"trials": 1, "executions-per-trial": 1}
    return [recipe, *given, *options({**values, **once}, SAME_NETWORK)]


def test_one_after_the_other(small_values, run_program, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("results", "examples"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    for page in PAGES:
        for command in shown(page):
            done = run_program(command.module.split(".")[1], *small(command, small_values))
            assert done.exit_code == 0, f"{command}\n{done.output}"
    for written in (
        "runs/held_out/best.json",
        "runs/again/checkpoints/last.keras",
        "runs/draw/pictures/stages.gif",
        "my_digits/README.md",
        "runs/best/metrics.jsonl",
    ):
        assert (tmp_path / written).is_file()

    (loads,) = python_of("serving.md")
    names = {"images": np.zeros((2, 12, 12, 1), "float32")}
    exec(loads + "answers = model.classify(images), model.glimpses(images)\n", names)
    assert [set(answer) for answer in names["answers"]] == [
        {"probabilities", "label"},
        {"poses", "glimpses"},
    ]
