"""Random changes to the training images, as a recipe says."""

from training.data import ColorJitter
from training.data import RandomCrop
from training.data import RandomFlip
from training.data import Rotate


def augmentations(values):
    """The augmentations that a recipe's `Images` ask for, in order."""
    return tuple(
        augmentation
        for wanted, augmentation in (
            (values.rotation, Rotate(values.rotation)),
            (values.crop_padding, RandomCrop(values.crop_padding)),
            (values.flips, RandomFlip()),
            (values.jitter, ColorJitter(values.jitter)),
        )
        if wanted
    )
