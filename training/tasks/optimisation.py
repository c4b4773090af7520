"""Optimiser and learning rate, as a recipe says."""

from stawm_keras.optimizers import SGD
from stawm_keras.optimizers import Adam

MOMENTUM = 0.9

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
    """The learning rate of an epoch, counted from 0."""
    passed = sum(epoch >= tenth for tenth in values.tenths)
    return values.learning_rate * values.decay**epoch * 0.1**passed
