"""A preset that costs too much is refused before it costs anything."""

import json
import shutil
import time

import keras
import pytest

from stawm_keras.layers import DNCCell
from stawm_keras.models import STAWMClassifier
from stawm_keras.presets import Budget
from stawm_keras.presets.allow_list import model_config


@pytest.fixture
def preset(saved, tmp_path):
    """A copy to tamper with."""
    return shutil.copytree(saved, tmp_path / "preset")


def change(preset, **arguments):
    """Gives the preset's backbone other arguments."""
    config = json.loads((preset / "config.json").read_text())
    config["config"]["backbone"]["config"].update(arguments)
    (preset / "config.json").write_text(json.dumps(config))


def sequential(*layers):
    return model_config(keras.Sequential([keras.Input((5, 5, 1)), *layers, keras.layers.Flatten()]))


def many(layer):
    """A config of 1,000 layers."""
    config = sequential(layer)
    config["config"]["layers"][1:-1] *= 1000
    return config


def functional_of_many_calls():
    image = keras.Input((5, 5, 1))
    layer = keras.layers.ReLU()
    config = model_config(keras.Model(image, keras.layers.Flatten()(layer(image))))
    config["config"]["layers"][1]["inbound_nodes"] *= 2500
    return config


def of_any_size():
    image = keras.Input((None, None, 1))
    seen = keras.layers.GlobalAveragePooling2D()(keras.layers.UpSampling2D(1000)(image))
    return model_config(keras.Model(image, seen))


def of_memory(cell):
    return json.loads(json.dumps(keras.saving.serialize_keras_object(cell)))


COSTS = {
    "200 glimpses": ({"num_glimpses": 200}, "layers an image"),
    "1,000 glimpses": ({"num_glimpses": 1000}, "layers an image"),
    "loops of loops": ({"num_glimpses": 10**9}, "layers an image"),
    "1,000 units, one by one": ({"glimpse_cnn": many(keras.layers.Dense(1))}, "layers an image"),
    "calls of one layer": ({"glimpse_cnn": functional_of_many_calls()}, "layers an image"),
    "large LSTMs": ({"lstm_units": 6000}, "594,681,319 parameters an image"),
    "larger LSTMs": ({"lstm_units": 10_000}, "parameters an image"),
    "a large memory": ({"memory": None, "memory_units": 10**6}, "parameters an image"),
    "a memory of many slots": (
        {"memory": of_memory(DNCCell(4, slots=12_000, width=1, heads=1)), "memory_units": None},
        "activations an image",
    ),
    "a large image": (
        {"image_shape": [20_000, 20_000, 1], "context_cnn": [[1, 3, 1000, 0]]},
        "activations an image",
    ),
    "large glimpses": (
        {"glimpse_size": 20_000, "glimpse_cnn": [[1, 3, 1000, 0]]},
        "activations an image",
    ),
    "wide convolutions": (
        {"image_shape": [256, 256, 1], "context_cnn": [[1024, 3, 1, 1]] * 4 + [[1, 1, 100, 0]]},
        "activations an image",
    ),
    "many multiplications": (
        {"image_shape": [64, 64, 1], "context_cnn": [[1024, 3, 1, 1]] * 4 + [[1, 1, 100, 0]]},
        "multiplications an image",
    ),
    "large pools": (
        {
            "image_shape": [2000, 2000, 1],
            "context_cnn": model_config(
                keras.Sequential(
                    [
                        keras.Input((2000, 2000, 1)),
                        keras.layers.MaxPooling2D(1000, 1, padding="same"),
                        keras.layers.GlobalMaxPooling2D(),
                    ]
                )
            ),
        },
        "multiplications an image",
    ),
    "a CNN of any size": ({"glimpse_cnn": of_any_size()}, "inputs of CNNs must have all their"),
}


@pytest.mark.parametrize("case", COSTS)
def test_costs_too_much(preset, case):
    arguments, match = COSTS[case]
    change(preset, **arguments)
    start = time.process_time()
    with pytest.raises(ValueError, match=f"{match}.*Received: preset=") as refusal:
        STAWMClassifier.from_preset(preset)
    assert time.process_time() - start < 3, "seconds; the model would take minutes"
    assert "\n" not in str(refusal.value)


def test_budget_can_be_raised_and_lowered(saved, classifier):
    count = classifier.count_params()
    with pytest.raises(ValueError, match=rf"Budget\(parameters={count}\)"):
        STAWMClassifier.from_preset(saved, budget=Budget(parameters=count - 1))
    loaded = STAWMClassifier.from_preset(saved, budget=Budget(parameters=count))
    assert loaded.count_params() == count


def test_counts_what_runs():
    """A model small enough to count by hand: four layers, and the model itself."""
    image = keras.Input((6, 6, 2))
    features = keras.layers.Flatten()(keras.layers.Conv2D(3, 3, use_bias=False)(image))
    model = keras.Model(image, keras.layers.Dense(5, use_bias=False)(features))
    activations = 6 * 6 * 2 + 4 * 4 * 3 + 4 * 4 * 3 + 5
    multiplications = 3 * 3 * 2 * 3 * 4 * 4 + 4 * 4 * 3 * 5
    exact = {"layers": 5, "activations": activations, "multiplications": multiplications}
    Budget(**exact).check_model(model, {})
    for name, cost in exact.items():
        with pytest.raises(ValueError, match=f"{cost:,} {name}"):
            Budget(**{**exact, name: cost - 1}).check_model(model, {})
