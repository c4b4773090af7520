import keras
import numpy as np
import pytest
from gradients import gradients
from keras import ops
from learners import assert_learns_alike
from learners import compiled
from learners import softmax
from registry import enriched_deep_recurrent_attention

from stawm_keras.layers import AffineGlimpse
from stawm_keras.models import EnrichedDeepRecurrentAttention
from stawm_keras.models.enriched_deep_recurrent_attention.boxes import poses_of_boxes
from stawm_keras.visualisation import look_at

CLASSES, STEPS = 4, 3
RNG = np.random.default_rng(8)
LABELS = np.array([2, 0, 3])
BOXES = np.array([[1, 2, 6, 9], [0, 0, 11, 9], [4, 5, 7, 7]])  # Left, top, right, bottom.


def images(batch=3):
    return RNG.uniform(0, 255, (batch, 10, 12, 2)).astype("float32")


def test_poses_of_boxes_frame_them():
    poses = poses_of_boxes(ops.convert_to_tensor(BOXES[:, None]), (10, 12, 2))
    frames = ops.convert_to_numpy(AffineGlimpse(5).frames(poses, (10, 12)))[:, 0, 0]
    np.testing.assert_allclose(frames[:, 0], BOXES[:, :2], atol=1e-5)
    np.testing.assert_allclose(frames[:, 2], BOXES[:, 2:], atol=1e-5)


@pytest.mark.parametrize("boxes", [None, BOXES])
@pytest.mark.parametrize("weights", [None, np.array([1.0, 0.5, 2.0], "float32")])
def test_loss_is_the_last_answers_and_its_gradient_that_of_all(weights, boxes):
    model = compiled(enriched_deep_recurrent_attention(box_weight=0.5))
    logits, poses = RNG.normal(size=(3, STEPS, CLASSES)), RNG.uniform(-1, 1, (3, STEPS, 6))
    targets = LABELS if boxes is None else {"logits": LABELS, "boxes": ops.convert_to_tensor(boxes)}

    def loss(logits, poses):
        carried = {"logits_so_far": logits, "poses": poses}
        return model.compute_loss(None, targets, carried, weights)

    of_each = (np.ones(3) if weights is None else weights)[:, None, None] / 3
    right = np.eye(CLASSES)[LABELS][:, None]
    tensors = [ops.convert_to_tensor(t, "float32") for t in (logits, poses)]
    expected = -np.sum((of_each * right * np.log(softmax(logits)))[:, -1])
    assert float(loss(*tensors)) == pytest.approx(expected, rel=1e-5)
    found = gradients(loss, (logits, poses))
    np.testing.assert_allclose(
        found[0], of_each * (softmax(logits) - right) / STEPS, rtol=1e-4, atol=1e-6
    )
    if boxes is None:
        assert not np.any(found[1])
        return
    left, top, right, bottom = (BOXES / [11, 9, 11, 9] * 2 - 1).T
    none = np.zeros(3)
    wanted = np.stack([right - left, none, left + right, none, bottom - top, top + bottom]).T / 2
    slopes = 0.5 * of_each * 2 * np.array([1, 0.5, 1, 0.5, 1, 1]) * (poses - wanted[:, None])
    np.testing.assert_allclose(found[1], slopes / STEPS, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("labels", [LABELS, np.eye(CLASSES, dtype="float32")[LABELS]])
def test_fit_with_boxes_and_without(labels):
    losses = keras.losses.SparseCategoricalCrossentropy, keras.losses.CategoricalCrossentropy
    model = compiled(enriched_deep_recurrent_attention(), loss=losses[labels.ndim - 1])
    x = images()
    both = {"logits": labels, "boxes": BOXES}
    shown = {"loss", "accuracy", "outside", "val_loss", "val_accuracy"}
    for targets in (both, labels):
        history = model.fit(x, targets, validation_data=(x, targets), verbose=0).history
        assert set(history) == shown | ({"pose_error"} if targets is both else set())
    assert model.evaluate(x, both, verbose=0) == model.evaluate(x, labels, verbose=0)


def test_answers_after_every_glimpse():
    model, x = enriched_deep_recurrent_attention(), images()
    seen = look_at(model, x, ("frames", "glimpses", "logits", "logits_so_far"))
    assert seen["frames"].shape == (3, STEPS, 1, 4, 2)
    assert seen["logits_so_far"].shape == (3, STEPS, CLASSES)
    np.testing.assert_allclose(seen["logits_so_far"][:, -1], seen["logits"], rtol=1e-6)
    np.testing.assert_allclose(model(x), seen["logits"], rtol=1e-4, atol=1e-5)


def test_part_of_another_model_it_gives_logits():
    inner = compiled(enriched_deep_recurrent_attention())
    image = keras.Input((10, 12, 2))
    outer = keras.Model(image, keras.layers.Softmax()(inner(image)))
    assert outer(images(), training=True).shape == (3, CLASSES)
    with pytest.raises(ValueError, match="part of another one and cannot be trained by itself"):
        inner.fit(images(), LABELS, verbose=0)


@pytest.mark.slow
@pytest.mark.tensorflow
def test_exported_it_answers_as_the_model(tmp_path):
    import tensorflow as tf

    from stawm_keras.export import export_saved_model

    model, x = enriched_deep_recurrent_attention(), images()
    exported = tf.saved_model.load(str(export_saved_model(model, tmp_path, "edram")))
    answer = exported.signatures["serving_default"](images=tf.constant(x))
    expected = softmax(model.predict(x, verbose=0))
    np.testing.assert_allclose(answer["probabilities"], expected, rtol=1e-4, atol=1e-6)
    looked = exported.signatures["glimpses"](images=tf.constant(x))
    assert looked["poses"].shape == (3, STEPS, 6)


@pytest.mark.slow
@pytest.mark.tensorflow
def test_two_devices_learn_what_one_would():
    def learner():
        # Normalised, each device's part of a batch is another batch.
        model = enriched_deep_recurrent_attention(batch_norm=False)
        return compiled(model, keras.optimizers.SGD(0.1), jit_compile=False)

    targets = {"logits": np.arange(8) % CLASSES, "boxes": np.tile(BOXES, (3, 1))[:8]}
    assert_learns_alike(learner, images(8), targets, ("loss", "accuracy", "pose_error"))


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        ({"logits": LABELS, "boxes": np.zeros((3, 2, 4))}, r"left, top.* shape \(.*, 2, 4\)"),
        ({"labels": LABELS}, 'as "logits" and of "boxes". Received: a dictionary of labels'),
        ({"boxes": BOXES}, 'as "logits" and of "boxes". Received: a dictionary of boxes'),
    ],
)
def test_targets_that_cannot_be(targets, words):
    with pytest.raises(ValueError, match=words):
        compiled(enriched_deep_recurrent_attention()).fit(images(), targets, verbose=0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"box_weight": -1}, "`box_weight` must be 0 or more. Received: box_weight=-1"),
        ({"glimpse_size": 3}, "leaves nothing of the image"),
        ({"num_glimpses": 0}, "`num_glimpses` must be a positive integer"),
    ],
)
def test_bad_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        EnrichedDeepRecurrentAttention(
            **{"image_shape": (12, 12, 1), "num_classes": 3, **arguments}
        )
