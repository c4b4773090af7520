"""Looking and classifying."""

from stawm_keras.models import observe
from stawm_keras.models import seen
from training.data import Batches
from training.tasks import scores
from training.tasks.classifiers import build_classifier
from training.tasks.image_task import ImageTask
from training.tasks.labelling import Labelling


class Classification(Labelling, ImageTask):
    """A model learns labels."""

    def make(self, recipe):
        return build_classifier(recipe)

    def targets(self, images, labels):
        return labels

    def evaluate(self, model, images, labels):
        names = {"logits", "logits_so_far"} & seen(model).keys()
        batches = Batches(images, labels, scores.BATCH)
        answers = observe(model, *names).predict(batches, verbose=0)
        found = scores.of_classes(answers["logits"], labels)
        if "logits_so_far" in answers:
            wrong = answers["logits_so_far"].argmax(-1) != labels[:, None]
            found["error_so_far"] = (100 * wrong.mean(axis=0)).tolist()
        return found
