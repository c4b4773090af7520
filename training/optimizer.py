"""Optimiser and learning rate, as a recipe says."""

from stawm_keras.optimizers import Adam

CLIPPING = {"global_norm": "global_clipnorm", "element": "clipvalue"}


def build_optimizer(recipe):
    """The optimiser of a recipe."""
    clipping = CLIPPING.get(recipe.clipping)
    return Adam(recipe.learning_rate, **({clipping: recipe.clip_at} if clipping else {}))


def learning_rate(recipe, epoch):
    """The learning rate of an epoch, counted from 0."""
    passed = sum(epoch >= tenth for tenth in recipe.tenths)
    return recipe.learning_rate * recipe.decay**epoch * 0.1**passed
