"""Recognising what was shown once."""

from pathlib import Path

import numpy as np

from training.data import Warp
from training.data import sequences
from training.tasks.labelling import Labelling
from training.tasks.sequences.remembering import remembering
from training.tasks.sequences.sequence_task import SequenceTask

BATCH = 10  # Episodes at once.


class OneShot(Labelling, SequenceTask):
    """A memory learns to recognise characters of which it was shown one example."""

    def make(self, recipe):
        episodes = recipe.sequences
        return remembering(recipe.model, episodes.side, episodes.ways, episodes.shots)

    def examples(self, recipe):
        wanted = recipe.sequences
        warp = Warp(wanted.rotation, wanted.zoom, wanted.shear, wanted.shift, wanted.bend)
        return sequences.Episodes(
            sequences.read_omniglot(Path(wanted.data), wanted.side),
            wanted.ways,
            wanted.shots,
            warp,
            wanted.examples,
            wanted.watched,
        )

    def evaluate(self, model, tested):
        ((given, answers),) = tested.values()
        wrong = model.predict(given, batch_size=BATCH, verbose=0).argmax(-1) != answers
        shown_at = np.argsort(given["classes"], axis=1)  # Of every class, in runs of one shot.
        place = np.take_along_axis(shown_at, answers, axis=1)
        return {
            "error": 100 * float(wrong.mean()),
            "error_by_run": (100 * wrong.mean(axis=1)).tolist(),
            "error_by_place": [
                100 * float(wrong[place == at].mean()) for at in range(place.shape[1])
            ],
            "trials": int(np.size(wrong)),
        }
