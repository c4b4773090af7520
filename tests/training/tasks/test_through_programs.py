"""Every task but the classifier's, through every program."""

import json

import numpy as np
import pytest
from PIL import Image

pytestmark = pytest.mark.slow

DRAWERS = ["mnist_draw_6", "celeba_draw_32", "mnist_sketchpad", "cifar10_beta_vae"]
CLASSIFIERS = ["mnist_sketchpad", "mnist_self_supervised", "cifar10_beta_vae_self_supervised"]


def metrics(folder):
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def evaluated(folder, run_program):
    result = run_program("evaluate", folder)
    assert result.exit_code == 0, result.output
    written = json.loads((folder / "result.json").read_text())
    scores = {name.removeprefix("test_"): written[name] for name in written}
    return scores, result.output


@pytest.mark.parametrize("recipe", DRAWERS)
def test_drawings_improve_and_are_judged(small_runs, run_program, recipe):
    lines = metrics(small_runs[recipe])
    assert lines[-1]["loss"] < lines[0]["loss"]
    scores, said = evaluated(small_runs[recipe], run_program)
    assert scores["squared_error"] == pytest.approx(lines[-1]["squared_error"], rel=0.05)
    assert f"squared error {scores['squared_error']:.2f} an image" in said
    assert 0 < scores["psnr"] < 40 and -1 < scores["ssim"] < 1
    sketches = 1 if recipe == "cifar10_beta_vae" else 2
    assert len(scores["kl_bits"]) == sketches and min(scores["kl_bits"]) >= 0
    if sketches == 2:
        assert len(scores["changed"]) == 2 and 0 < max(scores["changed"]) <= 100


def test_a_bound_is_judged(small_runs, run_program):
    lines = metrics(small_runs["mnist_generate_10"])
    assert lines[-1]["nats"] < lines[0]["nats"]
    scores, said = evaluated(small_runs["mnist_generate_10"], run_program)
    assert scores["nats"] == pytest.approx(lines[-1]["nats"], rel=0.02)  # Of other samples.
    assert 0 < scores["kl"] < scores["nats"] < 144 * np.log(2)
    assert len(scores["kl_bits"]) == 2 and scores["squared_error"] > 0
    assert f"at most {scores['nats']:.2f} nats an image" in said
    assert "binarised (sample)" in said


@pytest.mark.parametrize("recipe", CLASSIFIERS)
def test_classes_are_judged(small_runs, run_program, recipe):
    scores, said = evaluated(small_runs[recipe], run_program)
    assert scores["error"] == pytest.approx(metrics(small_runs[recipe])[-1]["error"], abs=1e-3)
    assert f"error {scores['error']:.2f} %" in said


def test_captions_are_judged(small_runs, run_program):
    lines = metrics(small_runs["mnist_captions"])
    assert lines[-1]["loss"] < lines[0]["loss"]
    scores, said = evaluated(small_runs["mnist_captions"], run_program)
    assert scores["caption_error"] == pytest.approx(lines[-1]["caption_error"], abs=1e-3)
    assert 0 < scores["word_error"] <= scores["caption_error"] <= 100
    assert 0 <= scores["on_the_digit"] <= 100
    assert f"{scores['caption_error']:.2f} % of captions wrong" in said


@pytest.mark.parametrize(
    ("recipe", "pictures"),
    [
        ("mnist_draw_6", {"glimpses.png", "drawings.png", "stages.png", "stages.gif"}),
        (
            "celeba_draw_32",
            {"glimpses.png", "drawings.png", "stages.png", "stages.gif", "masks.png"},
        ),
        ("mnist_generate_10", {"glimpses.png", "drawings.png", "stages.png", "stages.gif"}),
        ("cifar10_beta_vae", {"drawings.png"}),
        ("mnist_captions", {"attention.png"}),
    ],
)
def test_pictures(small_runs, run_program, recipe, pictures):
    pytest.importorskip("matplotlib")
    result = run_program("visualize", small_runs[recipe], "--count", 3)
    assert result.exit_code == 0, result.output
    folder = small_runs[recipe] / "pictures"
    assert {path.name for path in folder.iterdir()} == pictures
    for name in pictures:
        assert str(folder / name) in result.output
        with Image.open(folder / name) as picture:
            assert getattr(picture, "n_frames", 1) == (3 if name.endswith(".gif") else 1)
            assert np.ptp(np.asarray(picture.convert("L"))) > 50


def test_pictures_of_misclassified_digits(small_runs, run_program):
    pytest.importorskip("matplotlib")
    folder = small_runs["mnist_sketchpad"]
    result = run_program("visualize", folder, "--count", 3)
    assert result.exit_code == 0, result.output
    wrong = metrics(folder)[-1]["error"] > 0
    assert ("misclassified.png" in result.output) == wrong


def test_pictures_of_what_a_frozen_backbone_sees(small_runs, run_program):
    pytest.importorskip("matplotlib")
    result = run_program("visualize", small_runs["mnist_self_supervised"], "--count", 3)
    assert result.exit_code == 0 and "glimpses.png" in result.output, result.output


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [("precision", "mixed_bfloat16", "has precision=float32, and mixed_bfloat16 was asked for")],
)
def test_from_a_run_that_does_not_fit(small_runs, train_recipe, tmp_path, option, value, words):
    source = small_runs["mnist_draw_6"]
    values = {"data": source.parent / "data", "image-shape": (12, 12, 1), "num-classes": 3}
    values |= {"from": source, option: value}
    result = train_recipe("mnist_self_supervised", tmp_path / "run", **values)
    assert result.exit_code == 1 and words in result.output, result.output


def test_pictures_of_a_model_that_shows_nothing(small_runs, run_program):
    result = run_program("visualize", small_runs["cifar10_beta_vae_self_supervised"])
    assert result.exit_code == 1 and "shows neither glimpses nor drawings" in result.output


def test_too_many_pictures(small_runs, run_program):
    result = run_program("visualize", small_runs["mnist_draw_6"], "--count", 21)
    assert result.exit_code == 1 and "choose 1 to 20" in result.output


@pytest.mark.parametrize(
    ("recipe", "signature", "outputs"),
    [
        ("mnist_draw_6", "draw", {"drawing", "canvases"}),
        ("celeba_draw_32", "draw", {"drawing", "canvases", "masks"}),
        ("mnist_generate_10", "draw", {"drawing", "canvases"}),
        ("cifar10_beta_vae", "draw", {"drawing"}),
        ("mnist_sketchpad", "sketch", {"drawing", "probabilities", "label"}),
        ("mnist_self_supervised", "classify", {"probabilities", "label"}),
        ("cifar10_beta_vae_self_supervised", "classify", {"probabilities", "label"}),
        ("mnist_captions", "classify", {"probabilities", "label", "name"}),
    ],
)
def test_exports(small_runs, run_program, tmp_path, recipe, signature, outputs):
    tf = pytest.importorskip("tensorflow", exc_type=ImportError)
    from training.runs.restore import restore

    result = run_program("export", small_runs[recipe], "--name", "it", "--root", tmp_path)
    assert result.exit_code == 0, result.output
    loaded = tf.saved_model.load(tmp_path / "it" / "1")
    shape = loaded.signatures[signature].structured_input_signature[1]["images"].shape[1:]
    images = np.random.default_rng(0).uniform(0, 255, (5, *shape)).astype("float32")
    found = loaded.signatures[signature](images=images)
    assert set(found) == outputs
    default = loaded.signatures["serving_default"](images=images)
    assert set(default) == outputs
    if recipe == "celeba_draw_32":
        return  # Its masks are sampled.
    answer = restore(small_runs[recipe]).model(images, training=False)
    if "drawing" in outputs:
        drawing = answer["drawing"] if recipe == "mnist_sketchpad" else answer
        np.testing.assert_allclose(found["drawing"], drawing, rtol=1e-4, atol=1e-5)
    if "probabilities" in outputs:
        logits = answer["logits"] if recipe == "mnist_sketchpad" else answer
        np.testing.assert_allclose(
            found["probabilities"], tf.nn.softmax(logits), rtol=1e-4, atol=1e-5
        )


def test_from_a_run_that_does_not_draw(small_runs, run_program, train_recipe, tmp_path):
    classifier = small_runs["mnist_self_supervised"]
    for folder, words in (
        (classifier, "is a run of mnist_self_supervised, which does not draw"),
        (tmp_path, "run named with --from is needed"),
        ("", "name that model's run with --from RUN"),
    ):
        data = classifier.parent / "data"
        values = {"data": data, "image-shape": (12, 12, 1), "num-classes": 3, "from": folder}
        result = train_recipe("mnist_self_supervised", tmp_path / "run", **values)
        assert result.exit_code == 1 and words in result.output, result.output
        assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("kl-weight", -1, "--kl-weight must be greater than or equal to 0. Received: -1."),
        ("temperature", 0, "--temperature must be greater than or equal to 0.001. Received: 0."),
        ("glimpse-size", 2, "leaves nothing of the image"),
    ],
)
def test_bad_values(small_runs, train_recipe, tmp_path, option, value, words):
    data = small_runs["mnist_draw_6"].parent / "data"
    values = {
        "data": data,
        "image-shape": (12, 12, 1),
        "context-cnn": ((4, 3, 2, 0),),
        "canvas": "over",
        option: value,
    }
    result = train_recipe("mnist_draw_6", tmp_path / "run", **values)
    assert result.exit_code == 1 and words in result.output, result.output
    assert not (tmp_path / "run").exists()
