"""How good a classifier's answers are on images that are not as they were."""

import statistics

import numpy as np

from stawm_keras.models import observe
from training.data import Split
from training.data.corruptions import CORRUPTIONS
from training.tasks.attack import STEPS
from training.tasks.attack import attack_on

AT_ONCE = 100  # Images.
STRENGTHS = (1, 2, 3, 4, 5)
# Madry et al. attack MNIST with 0.3, and CIFAR-10 with 8 / 255, which is 0.03.
ATTACKS = (0.01, 0.03, 0.1, 0.3)
ATTACKED = 1000  # Images, for each costs 40 gradients a strength.


def of_corruptions(model, images, labels):
    """A classifier's errors on corrupted images, the same for every model.

    Args:
        model: Model with `"logits"` to be seen.
        images: Images (B, H, W, C), or videos, uint8; in memory, on disk, or scenes.
        labels: Integers (B,), or (B, S) of several objects an image.

    Returns:
        Dictionary of lists by the corruptions' names: the error of each strength in percent.
    """
    wrong = {name: np.zeros(len(STRENGTHS), int) for name in CORRUPTIONS}
    count_wrong = _counter(model)
    for begin, some, right in _batches(images, labels):
        for number, (name, corruption) in enumerate(CORRUPTIONS.items()):
            for strength in STRENGTHS:
                rng = np.random.default_rng((number, strength, begin))
                wrong[name][strength - 1] += count_wrong(corruption(some, strength, rng), right)
    return {name: (100 * count / labels.size).tolist() for name, count in wrong.items()}


def of_attacks(model, images, labels):
    """A classifier's errors under projected gradient descent, on images spread over those given.

    Args:
        model, images, labels: As `of_corruptions` takes them.

    Returns:
        Dictionary: `strengths`, shares of the pixels' range; `errors` at each, in percent; how many
        `images` were attacked, and in how many `steps`.
    """
    some = Split(images, labels).spread(ATTACKED)
    wrong = np.zeros(len(ATTACKS), int)
    attack, count_wrong = attack_on(model), _counter(model)
    for begin, batch, right in _batches(some.x, some.y):
        for number, strength in enumerate(ATTACKS):
            rng = np.random.default_rng((number, begin))
            wrong[number] += count_wrong(attack(batch, right, strength, rng), right)
    return {
        "strengths": list(ATTACKS),
        "errors": (100 * wrong / some.y.size).tolist(),
        "images": len(some.y),
        "steps": STEPS,
    }


def corruptions_in_words(errors):
    """The errors of `of_corruptions`, in one line."""
    means = {name: statistics.fmean(several) for name, several in errors.items()}
    best, worst = (choose(means, key=means.__getitem__) for choose in (min, max))
    return (
        f"Corrupted: error {statistics.fmean(means.values()):.2f} %, the mean of {len(means)} "
        f"corruptions; {means[best]:.2f} % under {best}, {means[worst]:.2f} % under {worst}."
    )


def attacks_in_words(found):
    """The errors of `of_attacks`, in one line."""
    errors = ", ".join(f"{error:.1f}" for error in found["errors"])
    strengths = ", ".join(map(str, found["strengths"]))
    return (
        f"Attacked: error {errors} % on {found['images']:,} images, whose pixels may change by "
        f"{strengths} of their range."
    )


def _batches(images, labels):
    for begin in range(0, len(labels), AT_ONCE):
        rows = slice(begin, begin + AT_ONCE)
        yield begin, images[rows], labels[rows]


def _counter(model):
    """A function of images and labels, which counts what the model gets wrong."""
    classify = observe(model, "logits")

    def count_wrong(images, labels):
        return np.sum(classify.predict_on_batch(images)["logits"].argmax(-1) != labels)

    return count_wrong
