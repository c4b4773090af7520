"""Optimiser and learning rate, as a recipe says."""

import math

from stawm_keras.optimizers import SGD
from stawm_keras.optimizers import Adam

MOMENTUM = 0.9
RISE = 0.3

CLIPPING = {"global_norm": "global_clipnorm", "element": "clipvalue"}


def build_optimizer(values):
    """The optimiser of a recipe's `Optimisation`."""
    clipping = CLIPPING.get(values.clipping)
    keywords = {"weight_decay": values.weight_decay or None}
    if clipping:
        keywords[clipping] = values.clip_at
    if values.optimizer == "sgd":
        return SGD(values.learning_rate, momentum=MOMENTUM, **keywords)
    return Adam(values.learning_rate, **keywords)


def learning_rate(values, epoch):
    """The learning rate of an epoch, counted from 0.

    `one_cycle` rises in a straight line for the first three tenths of the epochs, and falls to
    nothing along half a cosine (Smith and Topin, "Super-Convergence", 2018).
    """
    if values.schedule == "one_cycle":
        passed = (epoch + 0.5) / values.epochs
        if passed < RISE:
            return values.learning_rate * passed / RISE
        fallen = (passed - RISE) / (1 - RISE)
        return values.learning_rate * (1 + math.cos(math.pi * fallen)) / 2
    passed = sum(epoch >= tenth for tenth in values.tenths)
    return values.learning_rate * values.decay**epoch * 0.1**passed
