"""Answering questions, through the programs, and its scores."""

import json

import numpy as np
import pytest

from training.tasks.sequences.answering import supported

STORY = """1 Mary moved to the bathroom.
2 John went to the hallway.
3 Where is Mary?\tbathroom\t1
4 Mary went to the garden.
5 Where is Mary?\tgarden\t4
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("babi")
    for part in ("train", "test"):
        (folder / f"qa1_single-supporting-fact_{part}.txt").write_text(STORY * 10)
    return folder


@pytest.fixture(scope="module")
def run(run_program, folder, tmp_path_factory):
    run = tmp_path_factory.mktemp("runs") / "run"
    values = ("--epochs", 2, "--batch-size", 6, "--hops", 2, "--supporting-facts", 0.1)
    result = run_program("train", "babi_mem_n2n", "--data", folder, "--run", run, *values)
    assert result.exit_code == 0, result.output
    assert "bAbI task 1" in result.output and "90 training sequences an epoch" in result.output
    return run


def test_is_evaluated_with_the_words_that_it_learned(run, run_program):
    result = run_program("evaluate", run)
    assert result.exit_code == 0, result.output
    assert "20 test sequences" in result.output
    assert "% of questions answered wrong" in result.output
    written = json.loads((run / "result.json").read_text())
    assert written["values"]["num_facts"] == 3 and written["values"]["num_words"] == 5
    assert "garden" in written["values"]["vocabulary"]
    assert written["test_error_by_task"] == {"task 1": written["test_error"]}
    assert 0 <= written["test_supporting_facts_found"]["task 1"] <= 100


def test_pictures_are_of_attention_to_facts(run, run_program):
    result = run_program("visualize", run)
    assert result.exit_code == 0, result.output
    assert (run / "pictures" / "facts_task_1.png").exists()


def test_facts_that_are_found():
    supporting = np.array([[[1, 0, 0], [0, 1, 0]]] * 3)
    attention = np.array(
        [
            [[0.6, 0.4, 0.0], [0.3, 0.4, 0.3]],
            [[0.3, 0.4, 0.3], [0.6, 0.4, 0.0]],  # In another order.
            [[0.6, 0.4, 0.0], [0.6, 0.4, 0.0]],  # One of the two.
        ]
    )
    assert supported(supporting, attention) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--question-task", 2], "must hold one file qa2_..._train.txt of bAbI, and there is none"),
        (["--question-task", 21], "--question-task must be less than or equal to 20"),
        (["--supporting-facts", -1], "--supporting-facts must be greater than or equal to 0"),
    ],
)
def test_wrong_values_are_one_sentence(run_program, folder, tmp_path, given, said):
    place = ("--data", folder, "--run", tmp_path / "run")
    result = run_program("train", "babi_mem_n2n", *place, *given)
    assert result.exit_code == 1 and result.output.count("\n") == 1
    assert said in result.output
