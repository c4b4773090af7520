import importlib.util

import keras
import numpy as np
import pytest

from stawm_keras import models
from stawm_keras import visualisation
from stawm_keras.callbacks import GlimpseBoard
from stawm_keras.callbacks.figures import draw_figures
from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.layers.memory.memory_cell import MemoryCell
from stawm_keras.visualisation import look_at
from stawm_keras.visualisation.pixels import rasterise

pytestmark = pytest.mark.slow

events = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")

SHAPE, GLIMPSES, CLASSES = (12, 10), 3, 4
FRAMES = {f"frames/{name}" for name in ("scale_x", "scale_y", "rotation", "shear", "x", "y")}
RATES = {"memory/eta", "memory/delta", "memory/theta"}


def by_glimpse(*names):
    return {f"{name}/{n + 1:02}" for name in names for n in range(GLIMPSES)}


LOOKS = by_glimpse("looks_inside", "looks_seen", "looks_outside")
LOOKING = {"glimpses", "coverage", "memories"}


def backbone(channels=1):
    return models.STAWMBackbone(
        (*SHAPE, channels), [(4, 3, 2, 0)], [(4, 3, 1, 0)], GLIMPSES, 5, memory_units=8
    )


def drawer(canvas="addition", channels=1):
    return models.STAWMDrawer(backbone(channels), latent_units=2, canvas=canvas)


def own_classifier():
    """A user's own model on a backbone, called in it: its last layer is named as a classifier's."""
    image = keras.Input((*SHAPE, 1))
    read = keras.layers.Flatten()(backbone()(image)["memory"]["keys"])
    return keras.Model(image, keras.layers.Dense(CLASSES, name="logits")(read))


# A model, and the pictures that there are of it.
MODELS = {
    "classifier": (
        lambda: models.STAWMClassifier(backbone(3), CLASSES),
        LOOKING | {"misclassified"},
    ),
    "drawer": (drawer, LOOKING | {"stages"}),
    "sketchpad": (
        lambda: models.STAWMSketchpad(drawer("over", 3), CLASSES),
        LOOKING | {"stages", "masks", "misclassified"},
    ),
    "self-supervised": (
        lambda: models.SelfSupervisedClassifier(drawer().encoder, CLASSES),
        LOOKING | {"misclassified"},
    ),
    "a user's own": (own_classifier, LOOKING | {"misclassified"}),
    "soft attention": (
        lambda: models.GridAttentionClassifier((*SHAPE, 1), CLASSES, [(4, 4, 2, 1)], 3, 6, 5),
        {"attention", "misclassified"},
    ),
    "captions": (
        lambda: models.ShowAttendTell((*SHAPE, 1), ("a", "b"), [(4, 4, 2, 1)], 2, 6, 5, 4),
        {"attention"},
    ),
    "BetaVAE": (lambda: models.BetaVAE((*SHAPE, 1), [(4, 3, 1, 0)], latent_units=2), {"drawings"}),
}


def pixels(count, channels):
    return np.random.default_rng(0).integers(0, 256, (count, *SHAPE, channels)).astype("uint8")


def board_of(model, folder, labels=True, images=6, shown=1, **kwargs):
    channels = model.input.shape[-1]
    # No class is ever right: there is something to be misclassified.
    labels = np.full(images, CLASSES) if labels else None
    board = GlimpseBoard(folder, pixels(images, channels), labels, shown=shown, **kwargs)
    board.set_model(model)
    return board


def look_once(board):
    board.on_train_begin()
    board.on_epoch_end(0)
    board.on_train_end()
    return read(board)


def read(board):
    return events.EventAccumulator(str(board.folder)).Reload()


def test_pictures_name_the_classes():
    images, labels = pixels(4, 1), np.array([0, 0, 1, 1])
    looked = {"frames": np.zeros((4, 2, 1, 4, 2)), "glimpses": np.zeros((4, 2, 5, 5, 1))}
    seen = {**looked, "logits": np.eye(2)[1 - labels]}
    figures = draw_figures(seen, images, labels, shown=2, class_names=("ant", "bee"))
    for name in ("glimpses", "misclassified"):
        titles = [axes.get_title() for axes in figures[name].axes[:: 1 + 2]]
        assert titles == ["predicted: bee ✗\nactual: ant", "predicted: ant ✗\nactual: bee"]
    figures = draw_figures({**seen, "drawing": images}, images, labels, 2, ("ant", "bee"))
    assert figures["misclassified"].axes[0].get_title() == "bee\nfor ant"


def test_an_image_is_misclassified_if_one_of_its_objects_is():
    labels = np.array([[0, 1], [1, 1]])
    looked = {"frames": np.zeros((2, 2, 1, 4, 2)), "glimpses": np.zeros((2, 2, 5, 5, 1))}
    seen = {**looked, "logits": np.eye(2)[[[0, 1], [1, 0]]]}
    figures = draw_figures(seen, pixels(2, 1), labels, shown=2)
    titles = [axes.get_title() for axes in figures["misclassified"].axes[:: 1 + 2]]
    assert titles == ["predicted: 1 0 ✗\nactual: 1 1"]


@pytest.mark.parametrize("given", [None, ["a", "b", "c", "of the board"]])
def test_names_are_the_models_or_the_boards(tmp_path, given):
    names = ("cat", "dog", "$x$", "two words")
    model = models.STAWMSketchpad(drawer(), CLASSES, class_names=names)
    board = GlimpseBoard(tmp_path, pixels(2, 1), np.array([3, 9]), shown=1, class_names=given)
    board.set_model(model)
    assert "pictures/misclassified" in look_once(board).Tags()["images"]
    _, *lines = (board.folder / "latents/metadata.tsv").read_text().splitlines()
    assert [line.split("\t")[0] for line in lines] == [
        *["of the board" if given else "two words"] * GLIMPSES,
        *["9"] * GLIMPSES,
    ]


@pytest.mark.parametrize("name", MODELS)
def test_shows_every_model(tmp_path, name):
    make, pictures = MODELS[name]
    found = look_once(board_of(make(), tmp_path))
    tags = found.Tags()
    assert set(tags["images"]) == {f"pictures/{one}" for one in pictures}
    looks = "glimpses" in pictures
    assert set(tags["histograms"]) == (FRAMES if looks else set())
    of_memory = by_glimpse("memory_norm", "memory_rank", "memory_at_0", "memory_at_6")
    assert set(tags["scalars"]) == (RATES | of_memory | LOOKS if looks else set())
    draws = bool(pictures & {"stages", "drawings"})
    assert (tmp_path / "glimpses/latents").exists() == draws


def test_pictures_have_their_sizes_and_show_something(tmp_path):
    model = models.STAWMSketchpad(drawer("over"), CLASSES)
    found = look_once(board_of(model, tmp_path, shown=2))
    images, frames = pixels(2, 1), np.zeros((2, GLIMPSES, 1, 4, 2))
    stages, classes = np.zeros((2, GLIMPSES, *SHAPE, 1)), {"predicted": [0, 1], "actual": [0, 1]}
    figures = {
        "glimpses": visualisation.plot_glimpses(
            images, frames, np.zeros((2, GLIMPSES, 5, 5, 1)), **classes, across=1
        ),
        "coverage": visualisation.plot_coverage(np.zeros((GLIMPSES, *SHAPE)), images),
        "memories": visualisation.plot_memories(np.zeros((2, GLIMPSES, 8, 8)), images),
        "stages": visualisation.plot_stages(stages, frames, images),
        "masks": visualisation.plot_masks(stages[:, 0], images),
        "misclassified": visualisation.plot_drawings(stages[:, 0], images),
    }
    for name, figure in figures.items():
        (image,) = found.Images(f"pictures/{name}")
        assert [image.height, image.width] == list(rasterise(figure).shape[:2]), name
        assert image.step == 1 and len(image.encoded_image_string) > 1000


def test_pictures_are_of_images_of_all_classes():
    images, labels = pixels(12, 1), np.repeat([0, 1, 2], 4)
    frames, glimpses = np.zeros((12, 2, 1, 4, 2)), np.zeros((12, 2, 5, 5, 1))
    seen = {"frames": frames, "glimpses": glimpses, "logits": np.eye(3)[(labels + 1) % 3]}
    figures = draw_figures(seen, images, labels, shown=3)
    for name in ("glimpses", "misclassified"):
        titles = [axes.get_title() for axes in figures[name].axes[:: 1 + 2]]
        assert [title.splitlines()[1] for title in titles] == [f"actual: {n}" for n in range(3)]


def test_numbers_are_the_models(tmp_path):
    model = models.STAWMClassifier(backbone(), CLASSES)
    model.backbone.memory.eta.assign(0.375)
    board = board_of(model, tmp_path)
    found = look_once(board)
    assert found.Scalars("memory/eta")[0].value == 0.375
    # Nothing is learnt yet: every glimpse is the whole image.
    turned, scaled = (found.Histograms(f"frames/{name}")[0] for name in ("rotation", "scale_x"))
    glimpses = len(board.images) * GLIMPSES
    assert (turned.histogram_value.min, turned.histogram_value.max) == (0, 0)
    assert scaled.histogram_value.num == scaled.histogram_value.sum == glimpses
    (memory,) = look_at(model, board.images, ["memory"]).values()
    matrices = visualisation.memory_matrices(memory)
    for n in range(GLIMPSES):
        norm = np.linalg.norm(matrices[:, n], axis=(1, 2)).mean()
        assert found.Scalars(f"memory_norm/{n + 1:02}")[0].value == pytest.approx(norm, rel=1e-4)
        assert found.Scalars(f"looks_inside/{n + 1:02}")[0].value == 1, "the whole image, at first"
        rank = np.linalg.matrix_rank(matrices[:, n]).mean()
        assert found.Scalars(f"memory_rank/{n + 1:02}")[0].value == pytest.approx(rank)


def test_a_memory_that_measures_nothing(tmp_path, monkeypatch):
    for cell in HebbRosenblattCell, MemoryCell:
        monkeypatch.delattr(cell, "measure")
    tags = look_once(board_of(models.STAWMClassifier(backbone(), CLASSES), tmp_path)).Tags()
    assert set(tags["scalars"]) == RATES | LOOKS and "pictures/memories" in tags["images"]


def test_every_so_many_epochs_of_fit(tmp_path):
    model = models.STAWMSketchpad(drawer(), CLASSES)
    jit = keras.backend.backend() == "jax"  # Elsewhere it would only take longer.
    model.compile("adam", {"logits": "mse", "drawing": "mse"}, jit_compile=jit)
    board = board_of(model, tmp_path, every=2)
    images = board.images
    targets = {"logits": np.zeros((len(images), CLASSES)), "drawing": images / 255.0}
    model.fit(images, targets, epochs=5, verbose=0, callbacks=[board])
    found = read(board)
    assert [image.step for image in found.Images("pictures/stages")] == [2, 4, 5]
    rates = [event.value for event in found.Scalars("memory/eta")]
    assert [event.step for event in found.Scalars("memory/eta")] == [1, 2, 3, 4, 5]
    assert rates[-1] == pytest.approx(float(model.backbone.memory.eta))
    assert len(set(rates)) == 5, "the rates of the moment"
    assert "latents:00005" in (board.folder / "projector_config.pbtxt").read_text()


def test_latents_stand_beside_their_image_and_glimpse(tmp_path):
    model = drawer("over")
    board = board_of(model, tmp_path)
    look_once(board)
    expected = look_at(model, board.images, ["latents"])["latents"]
    found = np.loadtxt(board.folder / "latents/tensors.tsv", delimiter="\t")
    np.testing.assert_allclose(found, expected.reshape(-1, 2), rtol=1e-4, atol=1e-6)
    header, *lines = (board.folder / "latents/metadata.tsv").read_text().splitlines()
    assert header == "label\timage\tglimpse"
    expected = [f"{CLASSES}\t{image}\t{n + 1}" for image in range(6) for n in range(GLIMPSES)]
    assert lines == expected


def test_mixed_precision(tmp_path):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        found = look_once(board_of(drawer(), tmp_path))
    finally:
        keras.config.set_dtype_policy("float32")
    assert "pictures/stages" in found.Tags()["images"]


def test_without_labels_nothing_is_misclassified(tmp_path):
    found = look_once(board_of(models.STAWMClassifier(backbone(), CLASSES), tmp_path, labels=False))
    assert set(found.Tags()["images"]) == {f"pictures/{name}" for name in LOOKING}


def test_a_model_that_has_diverged_is_not_looked_at(tmp_path):
    model = models.STAWMClassifier(backbone(), CLASSES)
    for weight in model.backbone.get_layer("glimpse_loop").cell.what_path.weights:
        weight.assign(weight * np.nan)
    tags = look_once(board_of(model, tmp_path)).Tags()
    assert tags["images"] == [] and set(tags["scalars"]) == RATES


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"every": 0}, "`every` must be a positive integer. Received: every=0"),
        ({"shown": 1.5}, "`shown` must be a positive integer. Received: shown=1.5"),
        ({"labels": np.zeros(5)}, r"Received: images of shape \(6, 12, 10, 1\), labels of shape"),
        ({"images": np.zeros((0, 12, 10, 1)), "labels": None}, "must be at least one"),
        ({"images": np.zeros((6, 12, 10)), "labels": None}, r"Received: images of shape \(6, 12"),
    ],
)
def test_bad_arguments(tmp_path, arguments, words):
    arguments = {"images": pixels(6, 1), "labels": np.zeros(6), **arguments}
    with pytest.raises(ValueError, match=words):
        GlimpseBoard(tmp_path, **arguments)


def test_a_model_of_which_there_is_nothing_to_be_shown(tmp_path):
    board = GlimpseBoard(tmp_path, pixels(2, 1))
    flatten = keras.layers.Flatten(name="features")
    board.set_model(keras.Sequential([keras.Input((12, 10, 1)), flatten], name="flat"))
    with pytest.raises(ValueError, match=r"some of frames, .* Received: flat, with features"):
        board.on_train_begin()
    assert not board.folder.exists()


@pytest.mark.parametrize("package", ["tensorboardX", "matplotlib"])
def test_says_which_package_is_missing(tmp_path, monkeypatch, package):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == package else find(name)
    )
    with pytest.raises(ImportError, match=f"run 'pip install {package}'"):
        GlimpseBoard(tmp_path, pixels(2, 1))
