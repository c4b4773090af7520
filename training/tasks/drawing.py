"""Looking and drawing."""

import keras
import numpy as np

from stawm_keras.losses import SummedSquaredError
from stawm_keras.losses import squared_error
from stawm_keras.models import STAWMDrawer
from training.tasks import scores
from training.tasks.backbone import build_backbone
from training.tasks.image_task import ImageTask


class Drawing(ImageTask):
    """A `STAWMDrawer` learns to draw what it sees."""

    score = "squared_error"

    def make(self, recipe):
        values = recipe.model
        return STAWMDrawer(
            build_backbone(recipe),
            values.latent_units,
            canvas=values.canvas,
            start=values.start,
            temperature=values.temperature,
            sample_masks_at_inference=values.sample_masks,
            sample_latents_at_inference=values.sample_latents,
            kl_weight=values.kl_weight,
            seed=recipe.running.seed,
        )

    def compile_arguments(self, recipe):
        return {
            "loss": SummedSquaredError(),
            "metrics": [keras.metrics.MeanMetricWrapper(squared_error, name="squared_error")],
        }

    def targets(self, images, labels):
        return images.astype(np.float32) / 255

    def metrics(self, logs, output=""):
        return {
            "train_squared_error": logs[f"{output}squared_error"],
            "squared_error": logs[f"val_{output}squared_error"],
        }

    def evaluate(self, model, images, labels):
        return scores.of_drawings(model, images)

    def in_words(self, scores):
        return f"squared error {scores['squared_error']:.2f} an image"
