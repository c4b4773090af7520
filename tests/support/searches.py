"""What tests of searches share."""

import json

# So that all trials have the same network, which is compiled once.
SAME_NETWORK = [
    "num_glimpses",
    "glimpse_size",
    "memory_units",
    "lstm_units",
    "dropout",
    "trainable_rates",
    "precision",
]


def options(values, kept):
    """Values of the recipe, and names of those that are not searched, as options."""
    named = [*values.items(), *(("keep", name) for name in kept)]
    return [part for name, value in named for part in (f"--{name}", str(value))]


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
