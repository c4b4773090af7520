"""Glimpses and episodes through the programs: trained, evaluated and refused."""

import json

import numpy as np
import pytest
import small_omniglot

from training.tasks.sequences import OneShot

RECIPES = {
    "omniglot_one_shot": {
        "side": 6,
        "ways": small_omniglot.WAYS,
        "examples": 8,
        "watched": 4,
        "batch-size": 4,
        "epochs": 1,
        "cnn": "((4, 3, 1, 1, 2),)",
        "memory-units": 8,
    },
    "mnist_glimpses_24": {"holdout": 8, "batch-size": 8, "epochs": 1, "memory-units": 4},
}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    small_omniglot.write(folder)
    digits = np.random.default_rng(0).integers(0, 256, (24, 28, 28), dtype="uint8")
    labels = np.arange(24) % 10
    np.savez(folder / "mnist.npz", x_train=digits, y_train=labels, x_test=digits, y_test=labels)
    return folder


def command(name, folder, **changed):
    values = RECIPES[name] | {key.replace("_", "-"): value for key, value in changed.items()}
    options = [part for key, value in values.items() for part in (f"--{key}", value)]
    return ("train", name, "--run", folder, *options)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "tested"), [("omniglot_one_shot", 2), ("mnist_glimpses_24", 24)])
def test_is_trained_and_evaluated(run_program, tmp_path, data, name, tested):
    trained = run_program(*command(name, tmp_path / "run", data=data))
    assert trained.exit_code == 0, trained.output
    evaluated = run_program("evaluate", tmp_path / "run", "--data", data)
    assert evaluated.exit_code == 0, evaluated.output
    result = json.loads((tmp_path / "run" / "result.json").read_text())
    assert result["test_sequences"] == tested and 0 <= result["test_error"] <= 100
    assert result["in_words"] == f"error {result['test_error']:.2f} %"
    if name == "omniglot_one_shot":
        assert result["test_trials"] == 6
        for parts in (result["test_error_by_run"], result["test_error_by_place"]):
            assert np.mean(parts) == pytest.approx(result["test_error"])


def test_errors_are_told_by_run_and_by_when_a_character_was_shown():
    given = {"classes": np.array([[1, 0, 2], [0, 1, 2]])}
    answers = np.array([[0, 1, 2], [2, 0, 1]])

    class Model:
        """Takes all for the class 1."""

        def predict(self, given, **options):
            return np.broadcast_to(np.eye(3)[1], (2, 3, 3))

    scores = OneShot().evaluate(Model(), {"runs": (given, answers)})
    assert scores["error"] == pytest.approx(100 * 4 / 6) and scores["trials"] == 6
    assert scores["error_by_run"] == pytest.approx([100 * 2 / 3] * 2)
    assert scores["error_by_place"] == [50, 50, 100]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ways": 4}, "An episode of 4 ways takes as many characters,"),
        ({"shots": 3}, "An episode of 3 shots takes 4 pictures of each character,"),
        ({"side": 4}, "have sides of 6 pixels, which cannot be averaged to 4:"),
        ({"memory_units": 3}, "memory_units must be over 3, the ways,"),
        ({"data": "nowhere"}, "There is no Omniglot in 'nowhere': it needs omniglot_small.npz."),
    ],
)
def test_wrong_episodes_are_one_sentence(run_program, tmp_path, data, changed, said):
    result = run_program(
        *command("omniglot_one_shot", tmp_path / "run", **{"data": data, **changed})
    )
    assert result.exit_code == 1 and said in result.output
    assert result.output.splitlines()[-1].startswith("Error: ")
