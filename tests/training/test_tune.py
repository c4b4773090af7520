import os
import re
import signal
import socket

import pytest
from events import hparams_of
from events import read_events
from searches import SAME_NETWORK
from searches import options
from searches import read
from searches import trials

from training.cli.errors import TrainingDiverged
from training.data import Batches
from training.runs.folder import RunFolder
from training.search import recipe_tuner
from training.search.around_recipe import VARIABLES
from training.tasks import task_of

# KerasTuner's, of trials that failed, and of little to learn from.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:All-NaN", "ignore::sklearn.exceptions.ConvergenceWarning"),
]
# What trains nothing, and so is the same on both backends.
ONCE = pytest.mark.tensorflow


@pytest.fixture(scope="session")
def tune(small_values, run_program):
    """Searches around the small network; keywords override values of the recipe."""

    def tune(folder, *flags, kept=(), **values):
        values = {"trials": 2, "tuner": "random", "run": folder, **small_values, **values}
        return run_program("tune", "digits_demo", *options(values, kept), *flags)

    return tune


@pytest.fixture(scope="module")
def searched(tune, tmp_path_factory):
    """The folder of a search of two trials of two epochs, and what was said."""
    folder = tmp_path_factory.mktemp("searches") / "whole"
    result = tune(folder, kept=SAME_NETWORK, epochs=2, holdout=8)
    assert result.exit_code == 0, result.output
    return folder, result.output


def test_best_is_what_was_best_on_held_out_images(searched):
    folder, said = searched
    found = trials(folder)
    assert len(found) == 2
    for trial, (values, score, status) in found.items():
        run = RunFolder(folder / f"trial_{trial}/seed_0")
        used = run.config()["values"]
        assert used["holdout"] == 8
        assert status == "COMPLETED" and score == run.metrics()[-1]["error"]
        for name in ("eta", "delta", "theta", "learning_rate"):
            assert used[name] == values[name]
        assert used["trainable_rates"] == ["eta", "delta", "theta"]
        assert used["num_glimpses"] == 2 and used["precision"] == "float32"
    best = read(folder / "best.json")
    least = min(score for _, score, _ in found.values())
    assert best["found"]["error"] == least == found[best["found"]["trial"]][1]
    run = RunFolder(folder / f"trial_{best['found']['trial']}/seed_0").config()["values"]
    assert best["values"] == {**run, "holdout": 0}
    assert f"Best of 2 trials: {best['found']['trial']}, error {least:.2f} %" in said


def test_trials_differ_in_tensorboard(searched):
    folder, _ = searched
    for trial, (values, _, _) in trials(folder).items():
        events = read_events(folder / f"trial_{trial}/seed_0", "training")
        shown = hparams_of(events, "session_start_info").session_start_info.hparams
        assert "error" in events.Tags()["scalars"]
        assert shown["learning_rate"].number_value == values["learning_rate"]
        assert shown["num_glimpses"].number_value == values["num_glimpses"]
        assert shown["precision"].string_value == "float32"


def test_best_recipe_trains(searched, run_program, tmp_path):
    folder, said = searched
    best = folder / "best.json"
    assert f"python -m training.train {best} --run {folder / 'best'}" in said
    result = run_program("train", best, "--run", tmp_path / "run", "--epochs", 1)
    assert result.exit_code == 0, result.output
    config = RunFolder(tmp_path / "run").config()
    assert config["recipe"] == "digits_demo"
    assert config["values"] == {**read(best)["values"], "epochs": 1}


def test_interrupted_search_goes_on_where_it_stopped(searched, tune, tmp_path, monkeypatch):
    folder = tmp_path / "parts"
    get_batch = Batches.__getitem__
    begun = []

    def interrupt_the_second_trial_in_its_second_epoch(self, index):
        if self.shuffle and (self.epoch, index) == (1, 1):
            begun.append(self)
            if len(begun) == 2:
                os.kill(os.getpid(), signal.SIGTERM)
        return get_batch(self, index)

    with monkeypatch.context() as patched:
        patched.setattr(Batches, "__getitem__", interrupt_the_second_trial_in_its_second_epoch)
        stopped = tune(folder, kept=SAME_NETWORK, epochs=2, holdout=8)
    assert stopped.exit_code == 130, stopped.output
    assert "Stopped by SIGTERM in epoch 2" in stopped.output and "--resume" in stopped.output
    assert not (folder / "best.json").exists()

    resumed = tune(folder, "--resume", kept=SAME_NETWORK, epochs=2, holdout=8)
    assert resumed.exit_code == 0, resumed.output
    assert "Trial 0" not in resumed.output and "Resuming after epoch 1." in resumed.output
    whole, _ = searched
    assert trials(folder) == trials(whole)
    assert read(folder / "best.json")["values"] == read(whole / "best.json")["values"]


def test_hyperband_gives_the_best_more_epochs(tune, tmp_path):
    """Three trials of one epoch; the best of them then goes on to three."""
    folder = tmp_path / "search"
    result = tune(folder, kept=SAME_NETWORK, tuner="hyperband", trials=4, epochs=3)
    assert result.exit_code == 0, result.output
    found = trials(folder)
    *first, promoted = found
    runs = {trial: RunFolder(folder / f"trial_{trial}/seed_0") for trial in found}
    assert [len(runs[trial].metrics()) for trial in first] == [1, 1, 1]
    source = found[promoted][0]["tuner/trial_id"]
    assert found[source][1] == min(found[trial][1] for trial in first)
    assert "Resuming after epoch 1." in result.output
    lines = runs[promoted].metrics()
    assert [line["epoch"] for line in lines] == [1, 2, 3]
    assert lines[0] == runs[source].metrics()[0]
    assert lines[1]["learning_rate"] == pytest.approx(lines[0]["learning_rate"] * 0.9)


@pytest.fixture
def plant(monkeypatch):
    """Has trials train nothing: a function of the recipe says their error."""

    def plant(error):
        def train(name, recipe, folder, resume, **_):
            score = error(recipe)
            run = RunFolder(folder)
            run.checkpoint("last").parent.mkdir(parents=True, exist_ok=True)
            for epoch in range(1 + len(run.metrics()), 1 + recipe.optimisation.epochs):
                run.append_metrics({"epoch": epoch, "error": score})
            return run

        monkeypatch.setattr(recipe_tuner, "train", train)

    return plant


def diverge(recipe):
    raise TrainingDiverged("The loss became nan.")


@pytest.fixture
def planted(plant):
    """The error is the seed and what dropout is away from 0.4."""

    def error(recipe):
        backbone = recipe.model.backbone
        if not backbone.memory.trainable_rates:
            diverge(recipe)
        return recipe.running.seed + 100 * abs(backbone.dropout - 0.4)

    plant(error)


@ONCE
@pytest.mark.parametrize("tuner", ["bayesian", "hyperband", "random"])
def test_best_of_planted_errors(planted, tune, tmp_path, tuner):
    result = tune(tmp_path / "search", tuner=tuner, trials=8)
    assert result.exit_code == 0, result.output
    found = trials(tmp_path / "search")
    diverged = {trial for trial, (values, *_) in found.items() if not values["trainable_rates"]}
    assert diverged == {trial for trial, (_, _, status) in found.items() if status == "FAILED"}
    assert 0 < len(diverged) < len(found) <= 8
    best = read(tmp_path / "search/best.json")
    errors = {t: abs(v["dropout"] - 0.4) for t, (v, *_) in found.items() if t not in diverged}
    assert best["found"]["trial"] == min(errors, key=errors.get)
    assert best["found"]["trials"] == len(errors)


@ONCE
@pytest.mark.parametrize("tuner", ["bayesian", "hyperband"])
def test_mean_of_a_trials_executions(planted, tune, tmp_path, tuner):
    flags = ("--executions-per-trial", 3)
    result = tune(tmp_path / "search", *flags, tuner=tuner, trials=4, seed=5)
    assert result.exit_code == 0, result.output
    errors = {}
    for trial, (values, score, status) in trials(tmp_path / "search").items():
        runs = sorted((tmp_path / f"search/trial_{trial}").glob("seed_*"))
        if status == "COMPLETED":
            assert [run.name for run in runs] == ["seed_5", "seed_6", "seed_7"]
            assert score == pytest.approx(6 + 100 * abs(values["dropout"] - 0.4))
            errors[trial] = score
    best = read(tmp_path / "search/best.json")
    assert best["found"]["trial"] == min(errors, key=errors.get)
    assert best["values"]["seed"] == 5
    assert f"{best['found']['trial']}, error {min(errors.values()):.2f} %" in result.output


@ONCE
@pytest.mark.parametrize("tuner", ["bayesian", "random"])
def test_begins_with_the_recipe_itself(planted, tune, tmp_path, tuner):
    result = tune(tmp_path / "search", tuner=tuner, trials=2, dropout=0.3)
    assert result.exit_code == 0, result.output
    (first, *_), (second, *_) = trials(tmp_path / "search").values()
    own = {"num_glimpses": 2, "glimpse_size": 5, "memory_units": 8, "dropout": 0.3, "eta": 0.4}
    assert {name: first[name] for name in own} == own
    assert second["dropout"] != 0.3


@pytest.mark.parametrize(
    "tuner", ["bayesian", pytest.param("hyperband", marks=ONCE), pytest.param("random", marks=ONCE)]
)
def test_no_larger_than_asked(plant, tune, tmp_path, tuner):
    """Where the largest networks would be the best."""
    sizes = []

    def error(recipe):
        sizes.append(task_of(recipe).build(recipe).count_params())
        return 100 / recipe.model.backbone.lstm_units

    plant(error)
    kept = ["glimpse_size", "memory_units", "trainable_rates", "precision"]
    free = tune(tmp_path / "free", kept=kept, tuner=tuner, trials=6)
    assert free.exit_code == 0, free.output
    own = re.search(r"^The recipe's own model has ([\d,]+) parameters\.$", free.output, re.M)[1]
    own = int(own.replace(",", ""))
    assert max(sizes) > own
    sizes.clear()
    result = tune(tmp_path / "search", "--max-model-size", own, kept=kept, tuner=tuner, trials=6)
    assert result.exit_code == 0, result.output
    assert len(trials(tmp_path / "search")) == len(trials(tmp_path / "free"))
    assert max(sizes) <= own and min(sizes) < own


@ONCE
@pytest.mark.parametrize("tuner", ["bayesian", "random"])
def test_ends_when_no_smaller_ones_are_left(plant, tune, tmp_path, tuner):
    """Though the best, which was tried, is where a model of the errors would try again."""
    plant(lambda recipe: recipe.model.backbone.lstm_units)
    folder = tmp_path / "search"
    kept = [*SAME_NETWORK, "eta", "delta", "theta", "learning_rate"]
    kept.remove("lstm_units")
    result = tune(folder, "--max-model-size", 5_278, kept=kept, tuner=tuner, trials=5)
    assert result.exit_code == 0, result.output
    assert sorted(values["lstm_units"] for values, *_ in trials(folder).values()) == [6, 9, 12]


@ONCE
def test_more_trials_of_a_search_that_ended(planted, tune, tmp_path):
    folder = tmp_path / "search"
    assert tune(folder, trials=3).exit_code == 0
    assert read(folder / "search.json")["values"]["holdout"] == 6  # A tenth of 64.
    before = trials(folder)
    result = tune(folder, "--resume", trials=5)
    assert result.exit_code == 0, result.output
    after = trials(folder)
    assert len(after) == 5 and before.items() < after.items()


@ONCE
def test_kept_values(planted, tune, tmp_path):
    result = tune(tmp_path / "search", kept=["memory_units", "glimpse_size"], trials=6)
    assert result.exit_code == 0, result.output
    values = [values for values, *_ in trials(tmp_path / "search").values()]
    assert {v["memory_units"] for v in values} == {8} and {v["glimpse_size"] for v in values} == {5}
    assert len({v["num_glimpses"] for v in values}) > 1


def refused(result, *words):
    assert result.exit_code not in (0, None), result.output
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    for word in words:
        assert word in result.output, result.output


@ONCE
def test_every_trial_diverges(plant, tune, tmp_path):
    plant(diverge)
    refused(tune(tmp_path / "search"), "The loss became nan.", "Every trial diverged")
    assert not (tmp_path / "search/best.json").exists()


@ONCE
def test_unknown_recipe(run_program):
    refused(run_program("tune", "mnist_clasify_8"), "'mnist_clasify_8'", "'mnist_classify_8'")


@ONCE
def test_recipe_without_sizes_of_its_own(run_program, tmp_path):
    result = run_program("tune", "mnist_self_supervised", "--run", tmp_path / "search")
    refused(result, "mnist_self_supervised builds nothing whose size could be tuned")


@ONCE
@pytest.mark.parametrize(
    ("values", "flags", "words"),
    [
        ({"tuner": "grid"}, (), "'grid' is not one of 'hyperband', 'bayesian', 'random'"),
        ({"trials": 0}, (), "0 is not in the range x>=1"),
        ({"executions-per-trial": 0}, (), "0 is not in the range x>=1"),
        ({"max-model-size": 100}, (), "The recipe's own model has"),
        ({"keep": "where"}, (), "There is no value 'where' in the search"),
        ({"glimpse-size": 2}, (), "leaves nothing of the image"),
        ({"holdout": 64}, (), "64"),
        ({"data": "nowhere"}, (), "There is no mnist data in 'nowhere'"),
        ({}, ("--resume",), "is not the folder of a search"),
    ],
)
def test_bad_values(tune, tmp_path, values, flags, words):
    refused(tune(tmp_path / "search", *flags, **values), words)
    assert not (tmp_path / "search").exists()


@ONCE
def test_folder_of_another_search(planted, tune, tmp_path):
    folder = tmp_path / "search"
    assert tune(folder).exit_code == 0
    refused(tune(folder), "holds a search already", "--resume")
    refused(tune(folder, "--resume", tuner="bayesian"), "has tuner=random, and bayesian was asked")
    refused(tune(folder, "--resume", epochs=9), "has epochs=3, and 9 was asked")
    refused(tune(folder, "--resume", kept=["eta"]), "has keep=[], and ['eta'] was asked")
    another = tune(folder, "--resume", "--max-model-size", 1_000_000)
    refused(another, "has max_model_size=None, and 1000000 was asked")
    another = tune(folder, "--resume", "--executions-per-trial", 2)
    refused(another, "has executions_per_trial=1, and 2 was asked")


@ONCE
@pytest.mark.parametrize("file", ["search.json", "oracle.json", "tuner0.json"])
def test_broken_search(planted, tune, tmp_path, file):
    folder = tmp_path / "search"
    assert tune(folder).exit_code == 0
    (folder / file).write_text('{"half":')
    refused(tune(folder, "--resume"), str(folder))


@ONCE
def test_distributed_search_without_a_port(tune, tmp_path, monkeypatch):
    monkeypatch.setenv("KERASTUNER_ORACLE_IP", "127.0.0.1")
    refused(tune(tmp_path / "search"), "KERASTUNER_ORACLE_PORT")


@ONCE
def test_chief_on_a_port_in_use(tune, tmp_path, monkeypatch):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = str(listening.getsockname()[1])
        for variable, value in zip(VARIABLES, ("chief", "127.0.0.1", port), strict=True):
            monkeypatch.setenv(variable, value)
        refused(tune(tmp_path / "search"), f"cannot listen at 127.0.0.1:{port}")
