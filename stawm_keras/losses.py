"""Losses for drawings, and for what is learned by reward."""

import keras
from keras import ops

from stawm_keras.registration import register
from stawm_keras.types import Tensor


@register
class SummedSquaredError(keras.losses.Loss):
    """Squared error, summed over an image's pixels and channels, mean over the batch.

    A sum, so that a weight on the latents' divergence means the same for every size of image.
    Computed in float32 under every dtype policy.

    Args:
        reduction: How the errors of a batch's images become one number (see `keras.losses.Loss`).
        name: Name of the loss.

    Call arguments:
        y_true: Tensor `(B, H, W, C)`.
        y_pred: Tensor `(B, H, W, C)`.

    Example:

    >>> loss = stawm_keras.losses.SummedSquaredError()
    >>> float(loss(np.zeros((2, 28, 28, 1)), np.full((2, 28, 28, 1), 0.5)))
    196.0

    Reference:
        Section 4.2 of the paper.
    """

    def __init__(self, reduction="sum_over_batch_size", name="squared_error"):
        super().__init__(name=name, reduction=reduction, dtype="float32")

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        return squared_error(y_true, y_pred)

    def get_config(self):
        return {"reduction": self.reduction, "name": self.name}


@register
class PolicyGradient(keras.losses.Loss):
    """REINFORCE: makes likelier what brought more than was expected.

    Its gradient is that of the expected reward, the other way round; its value says nothing. The
    log-probabilities of an image's actions are summed, and the mean is taken over the batch.

    Args:
        reduction: How what the images say becomes one number (see `keras.losses.Loss`).
        name: Name of the loss.

    Call arguments:
        y_true: Tensor `(B, N)`, the advantage of each action: its reward less what was expected.
            It is taken for a constant.
        y_pred: Tensor `(B, N)`, the log-probability of each action, such as `LocationPolicy`'s.

    Example:

    >>> loss = stawm_keras.losses.PolicyGradient()
    >>> float(loss(np.array([[1.0, -1.0]]), np.array([[-3.0, -2.0]])))
    1.0

    Reference:
        Mnih et al., "Recurrent Models of Visual Attention", 2014, Equation 2.
    """

    def __init__(self, reduction="sum_over_batch_size", name="policy_gradient"):
        super().__init__(name=name, reduction=reduction, dtype="float32")

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        return -ops.sum(ops.stop_gradient(y_true) * y_pred, axis=-1)

    def get_config(self):
        return {"reduction": self.reduction, "name": self.name}


@register
class SupportingFacts(keras.losses.Loss):
    """Asks of attention over facts that every hop be at the facts from which the answer follows.

    The cross-entropy of the attention of each hop to the facts that support the answer; the mean is
    taken over the hops and the batch. Attention that sums to more than 1 is taken as parts of a
    whole. A hop for which there is no fact asks for nothing.

    Args:
        reduction: How what the questions say becomes one number (see `keras.losses.Loss`).
        name: Name of the loss.

    Call arguments:
        y_true: Tensor `(B, hops, F)`, 1 where a hop is to attend to a fact, else 0.
        y_pred: Tensor `(B, hops, F)`, the attention, such as `MemoryHops`' `"facts"`.

    Example:

    >>> loss = stawm_keras.losses.SupportingFacts()
    >>> attention = np.array([[[0.5, 0.5], [0.9, 0.1]]])
    >>> round(float(loss(np.array([[[0.0, 1.0], [0.0, 0.0]]]), attention)), 3)
    0.347

    Reference:
        Weston, Chopra and Bordes, "Memory Networks", 2014 (arXiv:1410.3916), whose hops are taught
        in turn, by a margin; this is the cross-entropy of Kumar et al., "Ask Me Anything", 2015.
    """

    def __init__(self, reduction="sum_over_batch_size", name="supporting_facts"):
        super().__init__(name=name, reduction=reduction, dtype="float32")

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        # Weights of a linear start may be negative, and those of a story without facts are 0.
        attention = ops.maximum(y_pred, keras.config.epsilon())
        parts = attention / ops.maximum(ops.sum(attention, axis=-1, keepdims=True), 1)
        return -ops.sum(y_true * ops.log(parts), axis=-1)

    def get_config(self):
        return {"reduction": self.reduction, "name": self.name}


@register
class VariationalBound(keras.losses.Loss):
    """An upper bound on how surprising images are to a model that draws them, in nats.

    That is the cross-entropy of an image's pixels, summed, and the divergence of all the latents
    that it was drawn from; the mean over the batch is taken. For pixels of 0 and 1 it bounds the
    negative log-likelihood of the image, if the latents were sampled. For others it is a loss like
    any other. Computed in float32 under every dtype policy.

    Args:
        reduction: How the images' bounds become one number (see `keras.losses.Loss`).
        name: Name of the loss.

    Call arguments:
        y_true: Tensor `(B, H, W, C)`, the images, in [0, 1].
        y_pred: Dictionary: `"log_odds"` `(B, H, W, C)`, of the drawn pixels, and `"kl"` `(B, N)`,
            the divergence of the latents of every step, in nats.

    Example:

    >>> loss = stawm_keras.losses.VariationalBound()
    >>> drawn = {"log_odds": np.zeros((2, 28, 28, 1)), "kl": np.ones((2, 10))}
    >>> round(float(loss(np.ones((2, 28, 28, 1)), drawn)), 2)
    553.43

    Reference:
        Gregor et al., "DRAW: A Recurrent Neural Network For Image Generation", 2015, Section 2.2.
    """

    def __init__(self, reduction="sum_over_batch_size", name="variational_bound"):
        super().__init__(name=name, reduction=reduction, dtype="float32")

    def call(self, y_true: Tensor, y_pred: dict[str, Tensor]) -> Tensor:
        log_odds, kl = y_pred["log_odds"], y_pred["kl"]
        surprise = ops.softplus(log_odds) - y_true * log_odds
        return ops.sum(surprise, axis=tuple(range(1, len(surprise.shape)))) + ops.sum(kl, axis=-1)

    def get_config(self):
        return {"reduction": self.reduction, "name": self.name}


def squared_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Each image's squared error, summed over its pixels and channels.

    Args:
        y_true: Tensor `(B, ...)`, the images.
        y_pred: Tensor of the same shape, what was drawn of them.

    Returns:
        Tensor `(B,)`.

    Example:

    >>> error = stawm_keras.losses.squared_error(np.zeros((2, 3, 3, 1)), np.ones((2, 3, 3, 1)))
    >>> np.array(error).tolist()
    [9.0, 9.0]
    """
    return ops.sum(ops.square(y_pred - y_true), axis=tuple(range(1, len(y_pred.shape))))
