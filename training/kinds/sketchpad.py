"""Recipes of the visual sketchpad."""

from dataclasses import dataclass

import keras

from stawm_keras.models import STAWMSketchpad
from training.kinds.classification import Classifying
from training.kinds.drawing import Drawing
from training.kinds.drawing import DrawingRecipe
from training.kinds.recipe import value
from training.runs import scores

# Each head is trained and judged as it would be alone.
CLASSES, DRAWINGS = Classifying(), Drawing()


@dataclass(frozen=True, kw_only=True)
class SketchpadRecipe(DrawingRecipe):
    """How a `STAWMSketchpad` is built and trained."""

    class_weight: float = value(1.0, "Weight of the cross-entropy.")
    drawing_weight: float = value(1.0, "Weight of the squared error.")

    score = "error"

    def make(self):
        return STAWMSketchpad(self.drawer(), self.num_classes, seed=self.seed)

    def compile_arguments(self):
        heads = {
            "logits": CLASSES.compile_arguments(),
            "drawing": DRAWINGS.compile_arguments(),
        }
        return {
            "loss": {head: arguments["loss"] for head, arguments in heads.items()},
            "metrics": {head: arguments["metrics"] for head, arguments in heads.items()},
            "loss_weights": {"logits": self.class_weight, "drawing": self.drawing_weight},
        }

    def targets(self, images, labels):
        return {"logits": labels, "drawing": DRAWINGS.targets(images, labels)}

    def metrics(self, logs):
        plain = {name.replace("logits_", "").replace("drawing_", ""): logs[name] for name in logs}
        return CLASSES.metrics(plain) | DRAWINGS.metrics(plain)

    def evaluate(self, model, images, labels):
        classify = keras.Model(model.input, model.output["logits"])  # It need not draw for that.
        logits = classify.predict(images, scores.BATCH, verbose=0)
        return scores.of_classes(logits, labels) | scores.of_drawings(model, images)

    def say(self, scores):
        return f"{CLASSES.say(scores)}, {DRAWINGS.say(scores)}"
