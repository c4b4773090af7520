"""Optimiser and learning rate, as a recipe says."""

from stawm_keras.optimizers import SGD
from stawm_keras.optimizers import Adam

MOMENTUM = 0.9

CLIPPING = {"global_norm": "global_clipnorm", "element": "clipvalue"}


def build_optimizer(recipe):
    """The optimiser of a recipe."""
    clipping = CLIPPING.get(recipe.clipping)
    keywords = {"weight_decay": recipe.weight_decay or None}
    if clipping:
        keywords[clipping] = recipe.clip_at
    if recipe.optimizer == "sgd":
        return SGD(recipe.learning_rate, momentum=MOMENTUM, **keywords)
    return Adam(recipe.learning_rate, **keywords)


def learning_rate(recipe, epoch):
    """The learning rate of an epoch, counted from 0."""
    passed = sum(epoch >= tenth for tenth in recipe.tenths)
    return recipe.learning_rate * recipe.decay**epoch * 0.1**passed
