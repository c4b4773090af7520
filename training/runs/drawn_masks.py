"""A drawer's masks beside a file of masks of what is on the test images."""

import numpy as np

from stawm_keras.models import observe
from training.cli.errors import InputError
from training.data import npz
from training.runs.restore import build

OBJECTS = ("person", "face")
AT_ONCE = 100  # Images, of which each has a mask a glimpse.


def scores_of_masks(recipe, model, dataset, file):
    """Scores of each object's masks: see `training.tasks.segmentation.of_masks`.

    Args:
        recipe: A drawer's recipe.
        model: Its model. Masks and latents are taken as they are without sampling.
        dataset: The recipe's data, whose test labels are the images' ids.
        file: Path of an .npz file of the test images, in their order: masks `person` and `face`
            (B, H, W), 1 inside; Booleans `found` (B,), which have a face; and `ids` (B,).

    Returns:
        Dictionary by the objects' names.

    Raises:
        InputError: The file is not as described, or of other images.
    """
    from training.tasks.segmentation import of_masks

    arrays = npz.read_arrays(file, (*OBJECTS, "found", "ids"))
    expected = dataset.x_test.shape[:3]
    for name in OBJECTS:
        if arrays[name].shape != expected:
            raise InputError(
                f"{name} in {file} has shape {arrays[name].shape}, and the test images need masks "
                f"of shape {expected}: make them of these images."
            )
    if not np.array_equal(arrays["ids"], dataset.y_test):
        raise InputError(
            f"{file} has masks of other images than {dataset.source}: its ids must be the test "
            "images' labels."
        )
    objects = {name: arrays[name].astype(bool) for name in OBJECTS}
    objects["face"] &= arrays["found"].astype(bool)[:, np.newaxis, np.newaxis]
    for name, inside in objects.items():
        if inside.any(axis=(1, 2)).sum() < 2:
            raise InputError(
                f"{file} has fewer than two images with a {name}: one is to choose by, another to "
                "measure on."
            )
    return of_masks(_last_masks(recipe, model, dataset.x_test), objects)


def _last_masks(recipe, model, images):
    still = build(recipe.changed(sample_masks=False, sample_latents=False))
    still.set_weights(model.get_weights())
    look = observe(still, "masks")
    return np.concatenate(
        [
            look.predict_on_batch(images[begin : begin + AT_ONCE])["masks"][:, -1, ..., 0]
            for begin in range(0, len(images), AT_ONCE)
        ]
    )
