"""Reading bAbI's files, of which the tests write small ones of the same form."""

import numpy as np
import pytest

from training.cli.errors import InputError
from training.data.sequences import BAbI
from training.data.sequences import babi_text

STORY = """1 Mary moved to the bathroom.
2 John went to the hallway.
3 Where is Mary? \tbathroom\t1
4 Mary got the milk there.
5 What is Mary carrying?\tmilk,apple\t4 1
"""


def write(folder, text=STORY, task=1, part="train"):
    (folder / f"qa{task}_single-supporting-fact_{part}.txt").write_text(text)
    return folder


def babi(
    folder, task=1, num_facts=50, num_words=None, vocabulary=None, holdout=0.0, passes=1, hops=1
):
    return BAbI(folder, task, num_facts, num_words, vocabulary, holdout, passes, hops)


def words_of(examples, numbers):
    return " ".join(examples.vocabulary[number - 1] for number in numbers if number)


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, STORY * 5)
    return write(tmp_path, STORY.replace("milk", "football"), part="test")


def test_reads_questions_and_what_was_told_before_them(folder):
    first, second, *_ = babi_text.read(next(folder.glob("*train*")))
    assert first.facts == [
        ["mary", "moved", "to", "the", "bathroom"],
        ["john", "went", "to", "the", "hallway"],
    ]
    assert first[1:] == (["where", "is", "mary"], "bathroom", [0])
    assert len(second.facts) == 3 and second[2:] == ("milk,apple", [2, 0])


def test_words_are_numbered_and_facts_in_order(folder):
    examples = babi(folder, holdout=0.2, passes=3)
    assert examples.count == 3 * 8
    (sentences, questions), targets = examples.draw(np.array([1, 8]), None, 0)
    assert sentences.shape == (2, 3, 5) and questions.shape == (2, 5)
    assert [words_of(examples, fact) for fact in sentences[0]] == [
        "mary moved to the bathroom",
        "john went to the hallway",
        "mary got the milk there",
    ]
    assert not sentences[1, 2].any()
    assert words_of(examples, questions[0]) == "what is mary carrying"
    assert words_of(examples, targets["logits"]) == "milk,apple bathroom"
    ((tested, _), _), (watched, _) = examples.tested()["task 1"], examples.watched()
    assert len(tested) == len(watched[0]) == 2
    assert "football" in words_of(examples, tested[1, 2])


def test_supporting_facts_are_those_of_hops_in_turn(folder):
    *_, targets = babi(folder, hops=3).draw(np.array([0, 1]), None, 0)
    assert targets["logits"].shape == (2,)
    assert targets["facts"].argmax(-1).tolist() == [[0, 0, 0], [2, 0, 0]]
    assert targets["facts"].sum() == 6


def test_the_last_facts_are_kept(folder):
    (sentences, _), targets = babi(folder, num_facts=2, hops=2).draw(np.array([1]), None, 0)
    assert sentences.shape[1] == 2 and targets["facts"].tolist() == [[[0, 1], [0, 0]]]


def test_all_tasks_jointly(tmp_path):
    for task in range(1, 21):
        write(tmp_path, STORY.replace("John", f"John{task}"), task)
        write(tmp_path, STORY, task, "test")
    examples = babi(tmp_path, task=0, holdout=0.5)
    assert examples.count == 20 and len(examples.tested()) == 20
    assert {"john1", "john20"} <= set(examples.vocabulary)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("4 1\n", "4", "ends within a line: it was cut"),
        ("5 What is Mary carrying?\tmilk,apple\t4 1\n", "", "ends before a question: it was cut"),
        ("2 John went to the hallway.\n", "", "line 2 has number 3 after 1: lines are missing"),
        ("2 John", "John", "line 2 is not a number and then a sentence"),
        ("Where is Mary? ", "", "line 3 has no question: a question, its answer and"),
        ("bathroom\t", "\t", "line 3 has no answer"),
        ("\t4 1", "", "line 5 has no supporting facts"),
        ("\t4 1", "\t3", "line 5 is supported by '3', which is no fact before it"),
    ],
)
def test_broken_files(tmp_path, old, new, words):
    assert STORY.count(old) == 1
    file = tmp_path / "qa1_x_train.txt"
    file.write_text(STORY.replace(old, new))
    with pytest.raises(InputError, match=f"qa1_x_train.txt'.* {words}"):
        babi_text.read(file)


def test_other_files(tmp_path):
    file = tmp_path / "qa1_x_train.txt"
    file.write_bytes(b"\xff\xfe1")
    with pytest.raises(InputError, match="is no text"):
        babi_text.read(file)


def test_missing_files(folder):
    words = "must hold one file qa2_..._train.txt of bAbI, and there is none: name the folder"
    with pytest.raises(InputError, match=words):
        babi(folder, task=2)
    (folder / "qa1_again_test.txt").write_text(STORY)
    with pytest.raises(InputError, match=r"one file qa1_\.\.\._test.txt .* there are 2"):
        babi(folder)


def test_what_was_not_learned(folder):
    known = babi(folder)
    assert babi(folder, vocabulary=known.vocabulary, num_words=9).num_words == 9
    with pytest.raises(InputError, match="has the word 'where', which is not among what was lear"):
        babi(folder, vocabulary=tuple(set(known.vocabulary) - {"where"}))
    with pytest.raises(InputError, match="has a sentence of 5 words, which is not among what"):
        babi(folder, num_words=4)
