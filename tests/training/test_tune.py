import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest
from events import hparams_of
from events import read_events

from training import recipe_tuner
from training.data import Batches
from training.errors import TrainingDiverged
from training.run_folder import RunFolder
from training.search import VARIABLES

# KerasTuner's, of trials that failed, and of little to learn from.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:All-NaN", "ignore::sklearn.exceptions.ConvergenceWarning"),
]

WAIT = 300  # Seconds, for what takes a few.

# So that all trials have the same network, which is compiled once.
SAME_NETWORK = [
    "num_glimpses",
    "glimpse_size",
    "memory_units",
    "dropout",
    "trainable_rates",
    "precision",
]


def options(values, kept):
    """Values of the recipe, and names of those that are not searched, as options."""
    named = [*values.items(), *(("keep", name) for name in kept)]
    return [part for name, value in named for part in (f"--{name}", str(value))]


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


def read(file):
    return json.loads(file.read_text())


def trials(folder):
    """Values, score and status of every trial, as KerasTuner wrote them."""
    found = {}
    for file in sorted(folder.glob("trial_*/trial.json")):
        trial = read(file)
        found[trial["trial_id"]] = (
            trial["hyperparameters"]["values"],
            trial["score"],
            trial["status"],
        )
    return found


def test_best_is_what_was_best_on_held_out_images(searched):
    folder, said = searched
    found = trials(folder)
    assert len(found) == 2
    for trial, (values, score, status) in found.items():
        run = RunFolder(folder / f"trial_{trial}")
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
    run = RunFolder(folder / f"trial_{best['found']['trial']}").config()["values"]
    assert best["values"] == {**run, "holdout": 0}
    assert f"Best of 2 trials: {best['found']['trial']}, error {least:.2f} %" in said


def test_trials_differ_in_tensorboard(searched):
    folder, _ = searched
    for trial, (values, _, _) in trials(folder).items():
        events = read_events(folder / f"trial_{trial}", "training")
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
    runs = {trial: RunFolder(folder / f"trial_{trial}") for trial in found}
    assert [len(runs[trial].metrics()) for trial in first] == [1, 1, 1]
    source = found[promoted][0]["tuner/trial_id"]
    assert found[source][1] == min(found[trial][1] for trial in first)
    assert "Resuming after epoch 1." in result.output
    lines = runs[promoted].metrics()
    assert [line["epoch"] for line in lines] == [1, 2, 3]
    assert lines[0] == runs[source].metrics()[0]
    assert lines[1]["learning_rate"] == pytest.approx(lines[0]["learning_rate"] * 0.9)


@pytest.fixture
def planted(monkeypatch):
    """Trials that train nothing: the error is what dropout is away from 0.4, in percent."""

    def train(name, recipe, folder, resume, **_):
        run = RunFolder(folder)
        run.checkpoint("last").parent.mkdir(exist_ok=True)
        if not recipe.trainable_rates:
            raise TrainingDiverged("The loss became nan.")
        run.append_metrics({"epoch": recipe.epochs, "error": 100 * abs(recipe.dropout - 0.4)})
        return run

    monkeypatch.setattr(recipe_tuner, "train", train)


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


@pytest.mark.parametrize("tuner", ["bayesian", "random"])
def test_begins_with_the_recipe_itself(planted, tune, tmp_path, tuner):
    result = tune(tmp_path / "search", tuner=tuner, trials=2, dropout=0.3)
    assert result.exit_code == 0, result.output
    (first, *_), (second, *_) = trials(tmp_path / "search").values()
    own = {"num_glimpses": 2, "glimpse_size": 5, "memory_units": 8, "dropout": 0.3, "eta": 0.4}
    assert {name: first[name] for name in own} == own
    assert second["dropout"] != 0.3


def test_more_trials_of_a_search_that_ended(planted, tune, tmp_path):
    folder = tmp_path / "search"
    assert tune(folder, trials=3).exit_code == 0
    assert read(folder / "search.json")["values"]["holdout"] == 6  # A tenth of 64.
    before = trials(folder)
    result = tune(folder, "--resume", trials=5)
    assert result.exit_code == 0, result.output
    after = trials(folder)
    assert len(after) == 5 and before.items() < after.items()


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


def test_every_trial_diverges(tune, tmp_path, monkeypatch):
    def diverge(*_, **__):
        raise TrainingDiverged("The loss became nan.")

    monkeypatch.setattr(recipe_tuner, "train", diverge)
    refused(tune(tmp_path / "search"), "The loss became nan.", "Every trial diverged")
    assert not (tmp_path / "search/best.json").exists()


def test_unknown_recipe(run_program):
    refused(run_program("tune", "mnist_clasify_8"), "'mnist_clasify_8'", "'mnist_classify_8'")


def test_recipe_without_glimpses(run_program, tmp_path):
    result = run_program("tune", "cifar10_beta_vae", "--run", tmp_path / "search")
    refused(result, "cifar10_beta_vae builds no glimpses")


@pytest.mark.parametrize(
    ("values", "flags", "words"),
    [
        ({"tuner": "grid"}, (), "'grid' is not one of 'hyperband', 'bayesian', 'random'"),
        ({"trials": 0}, (), "0 is not in the range x>=1"),
        ({"keep": "lstm_units"}, (), "There is no value 'lstm_units' in the search"),
        ({"glimpse-size": 2}, (), "leaves nothing of the image"),
        ({"holdout": 64}, (), "64"),
        ({"data": "nowhere"}, (), "There is no mnist data in 'nowhere'"),
        ({}, ("--resume",), "is not the folder of a search"),
    ],
)
def test_bad_values(tune, tmp_path, values, flags, words):
    refused(tune(tmp_path / "search", *flags, **values), words)
    assert not (tmp_path / "search").exists()


def test_folder_of_another_search(planted, tune, tmp_path):
    folder = tmp_path / "search"
    assert tune(folder).exit_code == 0
    refused(tune(folder), "holds a search already", "--resume")
    refused(tune(folder, "--resume", tuner="bayesian"), "has tuner=random, and bayesian was asked")
    refused(tune(folder, "--resume", epochs=9), "has epochs=3, and 9 was asked")
    refused(tune(folder, "--resume", kept=["eta"]), "has keep=[], and ['eta'] was asked")


@pytest.mark.parametrize("file", ["search.json", "oracle.json", "tuner0.json"])
def test_broken_search(planted, tune, tmp_path, file):
    folder = tmp_path / "search"
    assert tune(folder).exit_code == 0
    (folder / file).write_text('{"half":')
    refused(tune(folder, "--resume"), str(folder))


def test_distributed_search_without_a_port(tune, tmp_path, monkeypatch):
    monkeypatch.setenv("KERASTUNER_ORACLE_IP", "127.0.0.1")
    refused(tune(tmp_path / "search"), "KERASTUNER_ORACLE_PORT")


def test_chief_on_a_port_in_use(tune, tmp_path, monkeypatch):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = str(listening.getsockname()[1])
        for variable, value in zip(VARIABLES, ("chief", "127.0.0.1", port), strict=True):
            monkeypatch.setenv(variable, value)
        refused(tune(tmp_path / "search"), f"cannot listen at 127.0.0.1:{port}")


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


class Parts:
    """The chief and the workers of a search, each a process with a log."""

    def __init__(self, folder, values):
        self.folder = folder
        self.arguments = options({"run": folder / "search", **values}, SAME_NETWORK)
        self.port = str(free_port())
        self.processes = {}

    def start(self, part, *flags):
        self.processes[part] = subprocess.Popen(
            [sys.executable, "-m", "training.tune", "digits_demo", *self.arguments, *flags],
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
                **dict(zip(VARIABLES, (part, "127.0.0.1", self.port), strict=True)),
            },
            stdout=self.log(part).open("a"),
            stderr=subprocess.STDOUT,
        )

    def stop(self, part, number):
        self.processes[part].send_signal(number)
        self.processes[part].wait(WAIT)

    def log(self, part):
        return self.folder / f"{part}.log"

    def said(self, part, words):
        """The trials of which a part said something, in order."""
        return re.findall(rf"^Trial (\d+): {words}", self.log(part).read_text(), re.M)

    def begun(self, part):
        return self.said(part, "num_glimpses")

    def ended(self, part):
        return self.said(part, "error")

    def wait_until(self, condition):
        end = time.monotonic() + WAIT
        while not condition():
            assert time.monotonic() < end, self.logs()
            assert all(process.poll() is None for process in self.processes.values()), self.logs()
            time.sleep(0.1)

    def wait(self):
        """Until all have come to their end."""
        for process in self.processes.values():
            assert process.wait(WAIT) == 0, self.logs()

    def logs(self):
        return "\n".join(f"{part}: {self.log(part).read_text()}" for part in self.processes)


@pytest.fixture
def parts(small_values, tmp_path):
    parts = Parts(tmp_path, {"tuner": "random", "trials": 5, **small_values})
    yield parts
    for process in parts.processes.values():
        process.kill()


def check_best(folder):
    found = trials(folder)
    assert {status for *_, status in found.values()} == {"COMPLETED"}
    least = min(score for _, score, _ in found.values())
    assert read(folder / "best.json")["found"]["error"] == least


def test_chief_and_two_workers(parts, tmp_path):
    """One worker is killed in its first trial; started again, it takes that trial up."""
    for part in ("chief", "worker0", "worker1"):
        parts.start(part)
    parts.wait_until(lambda: parts.begun("worker1"))
    parts.stop("worker1", signal.SIGKILL)
    parts.start("worker1")
    parts.wait()
    ended = {part: parts.ended(part) for part in parts.processes}
    assert not ended["chief"] and ended["worker0"] and ended["worker1"]
    assert sorted(ended["worker0"] + ended["worker1"]) == ["0", "1", "2", "3", "4"]
    killed, again, *_ = parts.begun("worker1")
    assert killed == again == ended["worker1"][0]
    check_best(tmp_path / "search")


def test_chief_and_worker_go_on_where_they_stopped(parts, tmp_path):
    for part in ("chief", "worker0"):
        parts.start(part)
    parts.wait_until(lambda: parts.begun("worker0")[1:])
    parts.stop("worker0", signal.SIGKILL)
    parts.stop("chief", signal.SIGTERM)
    parts.start("chief", "--resume")
    parts.start("worker0")
    parts.wait()
    assert parts.begun("worker0")[:3] == ["0", "1", "1"]
    assert parts.ended("worker0") == ["0", "1", "2", "3", "4"]
    check_best(tmp_path / "search")
