"""Drawing, and generating new images."""

from stawm_keras.models import DRAW
from training.data import Batches
from training.hardware.devices import compiles_faster
from training.tasks.drawing import Drawing
from training.tasks.scores import BATCH


class Generation(Drawing):
    """A `DRAW` learns to draw what it is shown, by the bound on how surprising that is."""

    score = "nats"

    def make(self, recipe):
        return DRAW(
            recipe.images.image_shape,
            **dict(recipe.model),
            seed=recipe.running.seed,
            dtype=recipe.running.precision,
        )

    def compile_arguments(self, recipe):
        return {}  # Its loss is its own.

    def metrics(self, logs, output=""):
        return {
            "train_nats": logs[f"{output}nats"],
            "nats": logs[f"val_{output}nats"],
            "kl": logs[f"val_{output}kl"],
        }

    def evaluate(self, model, images, labels):
        model.compile(jit_compile=compiles_faster())
        batches = Batches(images, labels, BATCH, targets=self.targets)
        found = model.evaluate(batches, verbose=0, return_dict=True)
        bound = {name: found[name] for name in ("nats", "kl")}
        return bound | super().evaluate(model, images, labels)

    def in_words(self, scores):
        return f"at most {scores['nats']:.2f} nats an image"
