"""Looking at a part of an image, and placing a sketch on a canvas."""

import torch
from torch.nn import functional as F


def sample(images, poses, sides):
    """Samples of `images` under the poses (B, 2, 3), with the given height and width.

    In float32 under autocast: positions need its digits.
    """
    with torch.autocast(images.device.type, enabled=False):
        grid = F.affine_grid(poses, [*images.shape[:2], *sides], align_corners=True)
        return F.grid_sample(images, grid, align_corners=True)
