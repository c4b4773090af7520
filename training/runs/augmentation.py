"""Random changes to the training images, as a recipe says."""

from training.data import ColorJitter
from training.data import RandomCrop
from training.data import RandomFlip
from training.data import Warp


def augmentations(values):
    """The augmentations that a recipe's `Images` ask for, in order."""
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
    )
