"""Data sets, augmentation and the batches that models are trained on."""

from training.data.augment import Binarise
from training.data.augment import ColorJitter
from training.data.augment import RandomCrop
from training.data.augment import RandomFlip
from training.data.augment import Warp
from training.data.batches import Batches
from training.data.composer import Composer
from training.data.dataset import Dataset
from training.data.dataset import Split
from training.data.dataset import hold_out
from training.data.epochs import FollowEpochs
from training.data.load import load
from training.data.scenes import Scenes

__all__ = [
    "Batches",
    "Binarise",
    "ColorJitter",
    "Composer",
    "Dataset",
    "FollowEpochs",
    "RandomCrop",
    "RandomFlip",
    "Scenes",
    "Split",
    "Warp",
    "hold_out",
    "load",
]
