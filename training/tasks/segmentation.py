"""How well the masks that a model draws with single out objects that it was never told of."""

import numpy as np
from scipy import optimize

QUANTILES = np.linspace(0, 1, 401)  # Of a map's values, of which its threshold is one.


def of_masks(drawn, objects):
    """Intersection over union of drawn masks with those of objects, beside what knows no image.

    Whatever is chosen (a mask's threshold, an ellipse, a mean) is chosen on every second image and
    measured on the others, and the other way round.

    Args:
        drawn: Array (B, H, W), the last mask of each image, in [0, 1].
        objects: Dictionary of Booleans (B, H, W) by the object's name. An image in which none is
            inside is left out.

    Returns:
        Dictionary by the object's name of dictionaries: `images`, how many count; and the mean
        intersection over union of `last_mask`, the drawn one; `all_ones`; `ellipse`, the best for
        all images; and `mean_mask`, the mean of the object's masks.
    """
    return {name: _of_object(drawn, inside) for name, inside in objects.items()}


def masks_in_words(found):
    """The last masks' figures of `of_masks`, in one line."""
    objects = (
        f"{name} {scores['last_mask']:.3f} (all {scores['all_ones']:.3f}, ellipse "
        f"{scores['ellipse']:.3f}, mean mask {scores['mean_mask']:.3f})"
        for name, scores in found.items()
    )
    return f"Last mask, intersection over union: {'; '.join(objects)}."


def overlap(masks, others):
    """The mean intersection over union of Booleans (B, H, W), of which one may be (H, W)."""
    both, either = ((masks & others).sum((-2, -1)), (masks | others).sum((-2, -1)))
    return float(np.mean(both / either))


def threshold(maps, inside):
    """From which value on a map (B, H, W), or (H, W), is most like masks (B, H, W)."""
    values = np.unique(np.quantile(maps, QUANTILES, method="nearest"))
    return max(values, key=lambda value: overlap(maps >= value, inside))


def best_ellipse(inside):
    """The upright ellipse, Booleans (H, W), that is most like masks (B, H, W)."""
    height, width = inside.shape[1:]
    y, x = np.ogrid[:height, :width]
    # In each row an ellipse is a run of pixels: what a mask has in it is a difference of sums.
    sums = np.pad(inside.cumsum(axis=2), ((0, 0), (0, 0), (1, 0))).transpose(1, 2, 0)
    rows, sizes = np.arange(height), inside.sum(axis=(1, 2))

    def ellipse(numbers):
        centre_y, centre_x, half_height, half_width = numbers
        far = ((y - centre_y) / half_height) ** 2 + ((x - centre_x) / half_width) ** 2
        return far <= 1

    def unlike(numbers):
        chosen = ellipse(numbers)
        begin, length = chosen.argmax(axis=1), chosen.sum(axis=1)
        both = (sums[rows, begin + length] - sums[rows, begin]).sum(axis=0)
        return -np.mean(both / (sizes + length.sum() - both))

    bounds = [(0, height - 1), (0, width - 1), (0.5, height), (0.5, width)]
    # It goes up and down in steps, pixel by pixel: a gradient would find nothing.
    found = optimize.differential_evolution(
        unlike, bounds, popsize=30, tol=1e-4, rng=0, polish=False
    )
    return ellipse(found.x)


def _of_object(drawn, inside):
    there = inside.any(axis=(1, 2))
    drawn, inside = drawn[there], inside[there]
    folds = [
        _of_fold(drawn[other::2], inside[other::2], drawn[own::2], inside[own::2])
        for own, other in ((0, 1), (1, 0))
    ]
    counts = [len(inside[own::2]) for own in (0, 1)]
    means = {
        name: float(np.average([fold[name] for fold in folds], weights=counts)) for name in folds[0]
    }
    return {"images": len(inside), **means}


def _of_fold(others_drawn, others, drawn, inside):
    """Scores on images, with what was chosen on others."""
    mean = others.mean(axis=0)
    return {
        "last_mask": overlap(drawn >= threshold(others_drawn, others), inside),
        "all_ones": overlap(np.ones_like(inside), inside),
        "ellipse": overlap(best_ellipse(others), inside),
        "mean_mask": overlap(mean >= threshold(mean, others), inside),
    }
