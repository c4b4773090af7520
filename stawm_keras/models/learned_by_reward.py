"""The base of models that learn by reward where to look."""

from typing import Any

import keras
from keras import ops
from keras import tree

from stawm_keras.losses import PolicyGradient
from stawm_keras.models.carrying_model import CarryingModel

CARRIED = ("logits", "log_probabilities", "baselines")


class LearnedByReward(CarryingModel):
    """A classifier that learns what it sees from its loss, and where to look by REINFORCE.

    The reward is 1 where the class is right; of several objects an image, each rewards as many of
    the looks, in order. A baseline learns to expect it. `reward` is shown beside the compiled
    metrics, and while training `baseline_error`, the squared error of what was expected.

    Args:
        inputs, outputs, config, own_seen: As `ConfiguredModel`'s.
        samples: Integer M, how often each image of a batch is looked through while training.
        carried: Names of `seen`, what is carried from a call that trains to its loss: `"logits"`,
            `(B, classes)` or `(B, S, classes)` for S objects; `"log_probabilities"` and, but where
            a subclass has another `loss_by_reward`, `"baselines"`, both `(B, N)`. None of a model
            that learns all it does from its loss.
        **kwargs: `ConfiguredModel` arguments, `name` among them.

    Raises:
        ValueError: If `samples` is less than 1.
    """

    def __init__(self, inputs, outputs, config, own_seen, samples=1, carried=CARRIED, /, **kwargs):
        if not isinstance(samples, int) or samples < 1:
            raise ValueError(f"`samples` must be a positive integer. Received: samples={samples}")
        super().__init__(inputs, outputs, config, own_seen, carried, **kwargs)
        self.samples = samples
        self._reward: Any = keras.metrics.Mean("reward") if carried else None
        self._baseline_error = (
            keras.metrics.Mean("baseline_error") if "baselines" in carried else None
        )

    def reward(self, y, logits):
        """What answers are worth, `(B,)`, or `(B, S)` for S objects."""
        return right(y, logits)

    def loss_by_reward(self, reward, tried, sample_weight):
        """What the policy, and what expects its reward, learn from.

        Args:
            reward: Tensor `(B,)` or `(B, S)`.
            tried: Dictionary of what was carried, for every sample of an image.
            sample_weight: As `compute_loss` takes it.
        """
        log_probabilities, baselines = (
            _by_object(tried[name], reward) for name in ("log_probabilities", "baselines")
        )
        reward = ops.broadcast_to(reward[..., None], ops.shape(baselines))
        return PolicyGradient()(
            reward - baselines, log_probabilities, sample_weight
        ) + keras.losses.MeanSquaredError()(reward, baselines, sample_weight)

    def call(self, inputs, training=None, mask=None, **kwargs):
        if training and self._carries:
            inputs = self._for_every_sample(inputs)
        return super().call(inputs, training=training, mask=mask, **kwargs)

    def learn_from(self, x, y, carried, sample_weight):
        y, sample_weight = self._for_every_sample((y, sample_weight))
        # First: it says best what is wrong with targets.
        reward = self.reward(y, carried["logits"])
        loss = self.compiled_loss(x, y, carried["logits"], sample_weight)
        by_reward = self.loss_by_reward(reward, carried, sample_weight)
        # It is there for its gradient: a loss that falls below zero would alarm.
        return loss + ops.cast(by_reward - ops.stop_gradient(by_reward), loss.dtype)

    def measure(self, x, y, carried, sample_weight):
        y, sample_weight = self._for_every_sample((y, sample_weight))
        reward = self.reward(y, carried["logits"])
        self._reward.update_state(reward, sample_weight)
        if self._baseline_error is not None:
            expected = _by_object(carried["baselines"], reward)
            errors = ops.mean(ops.square(reward[..., None] - expected), axis=-1)
            self._baseline_error.update_state(errors, sample_weight)
        return self.compiled_metrics(x, y, carried["logits"], sample_weight)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """The compiled loss; while training, its gradient is also REINFORCE's."""
        sample_weight = _for_every_object(sample_weight, y_pred)
        return super().compute_loss(x, y, y_pred, sample_weight, training)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """The compiled metrics, of every sample; the reward, and what was expected of it."""
        sample_weight = _for_every_object(sample_weight, y_pred)
        if isinstance(y_pred, dict) or self._reward is None:
            return super().compute_metrics(x, y, y_pred, sample_weight)
        self._reward.update_state(self.reward(y, y_pred), sample_weight)
        results = super().compute_metrics(x, y, y_pred, sample_weight)
        return {name: value for name, value in results.items() if name != "baseline_error"}

    def _for_every_sample(self, tensors):
        """Tensors of a batch, each entry as often as its image is looked through."""
        if self.samples == 1:
            return tensors
        return tree.map_structure(
            lambda part: None if part is None else ops.repeat(part, self.samples, axis=0), tensors
        )


def right(targets, logits):
    """1 where the likeliest class is right, else 0.

    Args:
        targets: Labels `(B,)`, or `(B, S)` for S objects; or a number for every class of each.
        logits: Tensor `(B, classes)` or `(B, S, classes)`.

    Returns:
        float32 tensor `(B,)` or `(B, S)`.

    Raises:
        ValueError: If there is not a label for every answer.
    """
    (labels,) = tree.flatten(targets)  # Keras takes a list of one as well.
    *several, classes = logits.shape[1:]
    shape = None if labels is None else list(labels.shape[1:])
    if shape == [*several, classes]:
        labels = ops.argmax(labels, axis=-1)
    elif shape not in (several, [*several, 1]):
        of_labels, of_classes = (
            str(("batch", *sizes)).replace("'", "") for sizes in (several, [*several, classes])
        )
        raise ValueError(
            f"A reward is given for the right class: targets are labels {of_labels}, or "
            f"{of_classes}, a number for every class. Received: targets of shape "
            f"{None if labels is None else tuple(labels.shape)}"
        )
    labels = ops.reshape(ops.cast(labels, "int32"), (-1, *several))
    guessed = ops.cast(ops.argmax(logits, axis=-1), "int32")
    return ops.cast(ops.equal(guessed, labels), "float32")


def _for_every_object(sample_weight, y_pred):
    """An image's weight is that of each of its objects: Keras would not take it for that."""
    logits = y_pred["logits"] if isinstance(y_pred, dict) else y_pred
    if sample_weight is None or len(sample_weight.shape) != 1 or len(logits.shape) != 3:
        return sample_weight
    return ops.expand_dims(sample_weight, 1)


def _by_object(of_looks, reward):
    """Numbers of an image's looks `(B, N)` as `(B, N)`, or of S objects in turn `(B, S, N / S)`."""
    return ops.reshape(of_looks, (*ops.shape(reward), -1))
