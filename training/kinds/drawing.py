"""Recipes of models that draw."""

from dataclasses import dataclass

import keras
import numpy as np

from stawm_keras.losses import SummedSquaredError
from stawm_keras.losses import squared_error
from stawm_keras.models import STAWMDrawer
from training.kinds.backbone import BackboneRecipe
from training.kinds.recipe import Recipe
from training.kinds.recipe import value
from training.runs import scores


class Drawing(Recipe):
    """How any model that draws is trained and judged."""

    score = "squared_error"

    def compile_arguments(self):
        return {
            "loss": SummedSquaredError(),
            "metrics": [keras.metrics.MeanMetricWrapper(squared_error, name="squared_error")],
        }

    def targets(self, images, labels):
        return images.astype(np.float32) / 255

    def metrics(self, logs):
        return {
            "train_squared_error": logs["squared_error"],
            "squared_error": logs["val_squared_error"],
        }

    def evaluate(self, model, images, labels):
        return scores.of_drawings(model, images)

    def say(self, scores):
        return f"squared error {scores['squared_error']:.2f} an image"


@dataclass(frozen=True, kw_only=True)
class DrawingRecipe(Drawing, BackboneRecipe):
    """How a `STAWMDrawer` is built and trained."""

    latent_units: int = value(4, "Latent units of a sketch.")
    canvas: str = value("addition", "How sketches are put together.", ("addition", "over"))
    start: float = value(-6.0, "Log-odds of the empty canvas, for addition.")
    temperature: float = value(2.0, "Temperature of the masks, for over.")
    sample_latents: bool = value(False, "Sample latents at inference too.")
    sample_masks: bool = value(False, "Sample masks at inference too, for over.")
    kl_weight: float = value(0.0, "Weight of the latents' divergence, for one image.")

    def make(self):
        return self.drawer()

    def drawer(self):
        """The drawer."""
        return STAWMDrawer(
            self.backbone(),
            self.latent_units,
            canvas=self.canvas,
            start=self.start,
            temperature=self.temperature,
            sample_masks_at_inference=self.sample_masks,
            sample_latents_at_inference=self.sample_latents,
            kl_weight=self.kl_weight,
            seed=self.seed,
        )
