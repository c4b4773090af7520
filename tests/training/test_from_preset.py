"""Training that starts from a preset's backbone: `training.train RECIPE --from-preset NAME`."""

import json

import numpy as np
import pytest
from keras import ops

from stawm_keras.models import STAWMBackbone
from training.runs.restore import restore


@pytest.fixture(scope="module")
def preset(small_run, run_program, tmp_path_factory):
    """The small run as a preset."""
    folder = tmp_path_factory.mktemp("presets") / "bars"
    made = run_program("preset", small_run, folder)
    assert made.exit_code == 0, made.output
    return folder


def values_of(run):
    return json.loads((run / "config.json").read_text())["values"]


def trained_part(backbone):
    return [ops.convert_to_numpy(weight) for weight in backbone.trainable_weights]


@pytest.mark.slow
def test_starts_from_the_presets_backbone_and_goes_on(preset, train_small, run_program, tmp_path):
    """The recipe's own network is larger, and for images of 28 x 28."""
    given = {"from-preset": preset, "learning-rate": 1e-9, "epochs": 1, "dropout": 0.2}
    given |= {"image-shape": None, "num-glimpses": None, "glimpse-size": None, "lstm-units": None}
    given |= {"context-cnn": None, "glimpse-cnn": None, "memory-units": None}
    done = train_small("tuned", **given)
    assert done.exit_code == 0, done.output
    assert "its backbone, for images of (12, 12, 1)" in done.output
    run = tmp_path / "tuned"
    values = values_of(run)
    assert (values["from_preset"], values["image_shape"]) == (str(preset), [12, 12, 1])
    backbone = restore(run).model.backbone
    expected = trained_part(STAWMBackbone.from_preset(preset))
    for found, one in zip(trained_part(backbone), expected, strict=True):
        np.testing.assert_allclose(found, one, atol=1e-6)
    assert backbone.dropout == 0.2
    resumed = train_small("tuned", "--resume", **given)
    assert resumed.exit_code == 0 and "Resuming after epoch 1" in resumed.output
    assert run_program("evaluate", run).exit_code == 0


def test_a_preset_that_is_not_there(train_small, tmp_path):
    done = train_small("run", **{"from-preset": tmp_path / "none"})
    assert done.exit_code == 1
    assert "The preset named with --from-preset is needed." in done.output
    assert not (tmp_path / "run").exists()


def test_tuning_is_of_the_backbone_that_a_preset_brings(preset, run_program):
    done = run_program("tune", "digits_demo", "--from-preset", preset, "--trials", 1)
    assert done.exit_code == 1
    assert "tune without --from-preset" in done.output
