"""A canvas that sketches are added to."""

import torch
from torch import nn

from benchmarks.peer.sampling import sample


class AdditionCanvas(nn.Module):
    """Sketches are added, in log-odds (Eq. 3)."""

    def __init__(self, start):
        super().__init__()
        self.start = start

    def empty(self, images):
        return torch.full_like(images, self.start)

    def forward(self, canvas, sketch, inverse_pose):
        return canvas + sample(sketch, inverse_pose, canvas.shape[2:])

    def finish(self, canvas):
        return torch.sigmoid(canvas)
