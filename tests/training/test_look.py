"""`python -m training.look`: what a picture shows, and where the model looked."""

import numpy as np
import pytest
from PIL import Image

from stawm_keras.models import BetaVAE
from stawm_keras.visualisation import look
from training.data.picture import fitted
from training.data.picture import read_picture
from training.runs.restore import restore


@pytest.fixture
def pictures(tmp_path):
    """Two photographs, neither of the model's size nor of its channels."""
    rng = np.random.default_rng(0)
    files = [tmp_path / "wide.png", tmp_path / "mit Umläut.jpg"]
    for file, size in zip(files, ((30, 50, 3), (40, 20, 3)), strict=True):
        Image.fromarray(rng.integers(0, 256, size).astype("uint8")).save(file)
    return files


def test_names_pictures_with_a_run(small_run, pictures, run_program, tmp_path):
    done = run_program("look", *pictures, "--run", small_run, "--out", tmp_path / "seen.png")
    assert done.exit_code == 0, done.output
    model = restore(small_run).model
    expected = look(model, [fitted(read_picture(one), 12, 12, 1) for one in pictures])
    assert done.output.splitlines() == [
        f"{file}: {name} ({100 * sure:.1f} %)"
        for file, name, sure in zip(pictures, expected.names, expected.probabilities, strict=True)
    ] + [f"Picture: {tmp_path / 'seen.png'}"]
    with Image.open(tmp_path / "seen.png") as picture:
        assert min(picture.size) > 100


def test_names_pictures_with_a_preset(small_run, pictures, run_program, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ["Käfer", "red fox", "bar"]
    model = restore(small_run).model
    config = {**model.get_config(), "class_names": names}
    named = type(model).from_config(config)
    named.set_weights(model.get_weights())
    named.save_to_preset("named", {"values": {"fit": "pad"}})
    done = run_program("look", pictures[0], "--preset", "named")
    assert done.exit_code == 0, done.output
    padded = fitted(read_picture(pictures[0]), 12, 12, 1, "pad")
    label = model.predict(padded[None], verbose=0)[0].argmax()
    assert f"wide.png: {names[label]} (" in done.output
    assert (tmp_path / "look.png").exists()


def test_what_cannot_be_looked_at(pictures, run_program, tmp_path):
    both = run_program("look", pictures[0])
    assert both.exit_code == 2 and "--preset NAME or --run RUN" in both.output
    missing = run_program("look", tmp_path / "none.png", "--preset", "x")
    assert missing.exit_code == 2 and "none.png' does not exist" in missing.output
    unknown = run_program("look", pictures[0], "--preset", tmp_path / "none")
    assert unknown.exit_code == 1 and "must be the path of a preset's folder" in unknown.output
    BetaVAE((8, 8, 1), [(4, 4, 2, 1)], latent_units=2).save_to_preset(tmp_path / "vae")
    blind = run_program("look", pictures[0], "--preset", tmp_path / "vae")
    assert blind.exit_code == 1 and "must show its glimpses" in blind.output
    (tmp_path / "text.png").write_text("no picture")
    text = run_program("look", tmp_path / "text.png", "--preset", tmp_path / "vae")
    assert text.exit_code == 1 and "text.png' cannot be read as an image" in text.output
