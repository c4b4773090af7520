# ruff: noqa: E402
import json
import subprocess
import sys
from copy import deepcopy

import keras
import numpy as np
import pytest
from gradients import gradients
from keras import ops

from training import recipes
from training.cli.errors import InputError
from training.tasks import task_of

torch = pytest.importorskip("torch", reason="the peer is written in PyTorch")
torch.set_num_threads(1)  # Networks here are small: threads would wait for each other.

from benchmarks.peer.build import build
from benchmarks.peer.training import loss
from benchmarks.peer.training import step
from benchmarks.peer.weights import arrays_of
from benchmarks.peer.weights import load

# Nothing is square, and there is more than one of everything: what is transposed shows.
PICTURES = {
    "image_shape": (13, 10, 2),
    "num_classes": 3,
    "mean": (0.4, 0.5),
    "std": (0.2, 0.3),
}
SMALL = {
    **PICTURES,
    "context_cnn": ((4, 3, 2, 0), (5, 3, 1, 0)),
    "glimpse_cnn": ((4, 4, 1, 2), (6, 4, 2, 1)),
    "num_glimpses": 3,
    "glimpse_size": 6,
    "memory_units": 7,
    "lstm_units": 9,
    "dropout": 0.0,
}
CLASSIFIER = {**SMALL, "query_dropout": 0.0}
DRAWER = {**SMALL, "latent_units": 3, "kl_weight": 0.2, "start": -1.0}
VAE = {**PICTURES, "convs": ((4, 4, 1, 2), (5, 4, 2, 1)), "latent_units": 3, "kl_weight": 0.2}

# Dropout that leaves nothing is no chance: it shows where it is applied.
EVERYTHING = 1 - 1e-9


def changed(name, **values):
    recipe, _ = recipes.find(name)
    return recipe.changed(**values)


RECIPES = {
    "classifier": changed("digits_demo", **CLASSIFIER),
    "classifier without features": changed(
        "digits_demo", **CLASSIFIER | {"dropout": EVERYTHING}, where="emission"
    ),
    "classifier without query": changed(
        "digits_demo", **CLASSIFIER | {"query_dropout": EVERYTHING}
    ),
    "classifier of other values": changed(
        "digits_demo",
        **CLASSIFIER,
        batch_norm=False,
        where="emission",
        memory_scale=1.0,
        trainable_rates=("eta",),
    ),
    "addition": changed("mnist_draw_6", **DRAWER),
    "over": changed("mnist_draw_6", **DRAWER, canvas="over"),
    "sketchpad": changed("mnist_sketchpad", **DRAWER, class_weight=3.0, drawing_weight=2.0),
    "beta-VAE": changed("cifar10_beta_vae", **VAE),
}
names = pytest.mark.parametrize("name", RECIPES)


def as_dictionary(recipe):
    """What a process without Keras is given of a recipe."""
    values = {"task": recipe.task, **recipe.flat()}
    return json.loads(json.dumps(values))


def model_and_peer(name):
    """A compiled model with random weights, rates and statistics, and its peer with the same."""
    recipe, rng = RECIPES[name], np.random.default_rng(1)
    model = task_of(recipe).build(recipe)
    task_of(recipe).compile(model, recipe)
    for weight in model.weights:
        positive = weight.name in ("moving_variance", "theta", "eta", "delta")
        noise = rng.uniform(0, 0.1, weight.shape) if positive else rng.normal(0, 0.2, weight.shape)
        weight.assign(weight + noise)
    peer = build(as_dictionary(recipe)).eval()
    load(peer, arrays_of(model))
    return model, peer


def examples(name, batch=6):
    """Images, and what is to be made of them."""
    recipe, rng = RECIPES[name], np.random.default_rng(2)
    images = rng.uniform(0, 255, (batch, *recipe.images.image_shape)).astype("float32")
    return images, task_of(recipe).targets(images, rng.integers(0, 3, batch))


def channels_first(value):
    """Keras' images, labels and outputs as PyTorch has them."""
    if isinstance(value, dict):
        return {name: channels_first(one) for name, one in value.items()}
    value = torch.tensor(ops.convert_to_numpy(value))
    return value.movedim(-1, 1) if value.ndim == 4 else value


def by_name(outputs):
    """The peer's outputs as the model names them; the model keeps the divergence to itself."""
    match outputs:
        case logits, drawing, _:
            return {"logits": logits, "drawing": drawing}
        case drawing, _:
            return {"drawing": drawing}
        case logits:
            return {"logits": logits}


def assert_close(found, expected, name=None):
    np.testing.assert_allclose(
        found.detach(), expected.detach(), rtol=1e-4, atol=1e-5, err_msg=name
    )


@names
def test_same_outputs_and_loss(name):
    model, peer = model_and_peer(name)
    images, targets = examples(name)
    outputs = model(images, training=False)
    found = by_name(peer(channels_first(images)))
    expected = outputs if isinstance(outputs, dict) else dict.fromkeys(found, outputs)
    assert found.keys() == expected.keys()
    for output in found:
        assert_close(found[output], channels_first(expected[output]), output)
    value = model.compute_loss(y=targets, y_pred=outputs, training=False)
    found = loss(peer, channels_first(images), channels_first(targets))
    assert_close(found, channels_first(value))


@pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="JAX hides layers' losses meanwhile"
)
@names
def test_same_gradients(name):
    """Of all weights; classifiers as they are trained, the others without their latents' noise."""
    model, peer = model_and_peer(name)
    images, targets = examples(name)
    training = RECIPES[name].task == "classify"
    values = []

    def model_loss():
        outputs = model(images, training=training)
        values.append(model.compute_loss(y=targets, y_pred=outputs, training=training))
        return values[0]

    trained = model.trainable_variables
    found = gradients(model_loss, variables=trained)
    found = {id(weight): gradient for weight, gradient in zip(trained, found, strict=True)}
    weights = dict(zip(arrays_of(model), model.weights, strict=True))
    # Gradients have their weights' shapes, and go into the peer's form as weights do.
    expected = deepcopy(peer)
    load(expected, {n: found.get(id(w), np.zeros(w.shape)) for n, w in weights.items()})

    peer.train(training)
    value = loss(peer, channels_first(images), channels_first(targets))
    value.backward()
    assert_close(value, channels_first(values[0]))
    for path, weight in peer.named_parameters():
        gradient = expected.get_parameter(path)
        if path.endswith("bias_hh"):  # Added to the other bias, which Keras has alone.
            continue
        assert weight.requires_grad or not gradient.any()
        if weight.requires_grad:
            assert_close(weight.grad, gradient, path)
    load(expected, arrays_of(model))
    for path, statistic in peer.named_buffers():
        if path.endswith("running_mean"):
            assert_close(statistic, expected.get_buffer(path), path)


def test_weights_must_be_the_same():
    model, peer = model_and_peer("addition")
    arrays = arrays_of(model)
    eta = arrays.pop("memory/eta")
    with pytest.raises(ValueError, match=r"a model without \['memory/eta'\], and with \[\] more"):
        load(peer, arrays)
    arrays |= {"memory/eta": eta, "memory/zeta": eta}
    with pytest.raises(ValueError, match=r"without \[\], and with \['memory/zeta'\] more"):
        load(peer, arrays)
    del arrays["memory/zeta"]
    arrays["latent/mu/kernel"] = arrays["latent/mu/kernel"].T
    with pytest.raises(RuntimeError, match="size mismatch for latent.mu.weight"):
        load(peer, arrays)


@pytest.mark.parametrize(
    ("name", "mixed_bfloat16"),
    [("classifier", True), ("over", False), ("sketchpad", True), ("beta-VAE", False)],
)
def test_steps_lower_the_loss(name, mixed_bfloat16):
    torch.manual_seed(0)
    peer = build(as_dictionary(RECIPES[name]))
    images, targets = (channels_first(value) for value in examples(name))
    optimizer = torch.optim.Adam(peer.parameters(), 0.01)
    values = [step(peer, optimizer, images, targets, mixed_bfloat16) for _ in range(10)]
    assert values[-1] < values[0]


BUILD_ALONE = """
import json, sys
from benchmarks.peer.build import build
for recipe in json.load(sys.stdin):
    build(recipe)
assert not {"keras", "tensorflow", "jax"} & set(sys.modules)
"""


def test_builds_where_keras_is_not_imported():
    built = [as_dictionary(recipe) for recipe in RECIPES.values()]
    subprocess.run(
        [sys.executable, "-c", BUILD_ALONE], input=json.dumps(built), text=True, check=True
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mnist_self_supervised", "Received: classify_self_supervised"),
        ("cifar10_mobilenetv2", "Received: classify with mobilenet_v2"),
    ],
)
def test_recipes_without_a_peer(name, words):
    with pytest.raises(InputError, match=f"one of classify, draw.*{words}"):
        build(as_dictionary(recipes.find(name)[0]))
