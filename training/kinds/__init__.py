"""The kinds of recipes: what can be said of an experiment, by the model that it trains."""

from training.kinds.beta_vae import BetaVAERecipe
from training.kinds.classification import ClassificationRecipe
from training.kinds.drawing import DrawingRecipe
from training.kinds.mobile_net import MobileNetRecipe
from training.kinds.recipe import Recipe
from training.kinds.self_supervised import SelfSupervisedRecipe
from training.kinds.sketchpad import SketchpadRecipe

__all__ = [
    "BetaVAERecipe",
    "ClassificationRecipe",
    "DrawingRecipe",
    "MobileNetRecipe",
    "Recipe",
    "SelfSupervisedRecipe",
    "SketchpadRecipe",
]
