"""Changes to the images, as a recipe says."""

import dataclasses

import numpy as np

from training.data import Binarise
from training.data import ColorJitter
from training.data import Dataset
from training.data import RandomCrop
from training.data import RandomFlip
from training.data import Split
from training.data import Warp

TEST_SEED = 1  # A constant: results can be compared only if every run sees the same images.


def augmentations(values):
    """The augmentations of training images that a recipe's `Images` ask for, in order."""
    warp = Warp(values.rotation, values.zoom, values.shear, values.shift, values.bend)
    return tuple(
        augmentation
        for wanted, augmentation in (
            (warp, warp),
            (values.crop_padding, RandomCrop(values.crop_padding)),
            (values.flips, RandomFlip()),
            (values.jitter, ColorJitter(values.jitter)),
        )
        if wanted
    ) + changes_of_all(values)


def changes_of_all(values):
    """What is done to all images, those that are held out too."""
    return (Binarise(values.binarisation),) if values.binarisation else ()


def binarised(dataset: Dataset, how: str) -> Dataset:
    """A data set whose test images, and what its source holds out, are binarised once and for all.

    Training images stay as they are: for every example they are binarised anew.
    """
    change = Binarise(how)

    def fixed(images):
        return change(images[:], np.random.default_rng(TEST_SEED))

    held = dataset.validation
    return dataclasses.replace(
        dataset,
        source=f"{dataset.source}, binarised ({how})",
        x_test=fixed(dataset.x_test),
        validation=held and Split(fixed(held.x), held.y),
    )
