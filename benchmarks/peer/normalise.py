"""What pixels go through before a network sees them."""

import torch
from torch import nn


class Normalise(nn.Module):
    """Pixels in [0, 255] to zero mean and unit variance, both being of pixels in [0, 1]."""

    mean: torch.Tensor
    std: torch.Tensor

    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean).view(-1, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(-1, 1, 1), persistent=False)

    def forward(self, images):
        return (images / 255 - self.mean) / self.std
