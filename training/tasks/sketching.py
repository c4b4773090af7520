"""Looking, drawing and classifying."""

from stawm_keras.models import STAWMSketchpad
from stawm_keras.models import observe
from training.data import Batches
from training.tasks.classification import Classification
from training.tasks.drawing import Drawing
from training.tasks.image_task import ImageTask
from training.tasks.scores import BATCH
from training.tasks.scores import of_classes


class Sketching(ImageTask):
    """A `STAWMSketchpad` learns labels and to draw: each of its heads as it would alone."""

    score = Classification.score

    def __init__(self):
        self.heads = {"logits": Classification(), "drawing": Drawing()}

    def make(self, recipe):
        drawer = self.heads["drawing"].make(recipe)
        return STAWMSketchpad(
            drawer,
            recipe.images.num_classes,
            seed=recipe.running.seed,
            class_names=recipe.images.class_names,
        )

    def compile_arguments(self, recipe):
        arguments = {name: head.compile_arguments(recipe) for name, head in self.heads.items()}
        return {
            "loss": {name: of_head["loss"] for name, of_head in arguments.items()},
            "metrics": {name: of_head["metrics"] for name, of_head in arguments.items()},
            "loss_weights": {
                "logits": recipe.model.class_weight,
                "drawing": recipe.model.drawing_weight,
            },
        }

    def targets(self, images, labels):
        return {name: head.targets(images, labels) for name, head in self.heads.items()}

    def metrics(self, logs, output=""):
        found: dict[str, float] = {}
        for name, head in self.heads.items():
            found |= head.metrics(logs, f"{output}{name}_")
        return found

    def evaluate(self, model, images, labels):
        classify = observe(model, "logits")  # It need not draw for that.
        batches = Batches(images, labels, BATCH)
        classes = of_classes(classify.predict(batches, verbose=0)["logits"], labels)
        return classes | self.heads["drawing"].evaluate(model, images, labels)

    def in_words(self, scores):
        return ", ".join(head.in_words(scores) for head in self.heads.values())
