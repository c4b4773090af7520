"""A canvas on which sketches cover what is below them."""

import torch
from torch import nn

from benchmarks.peer.sampling import sample

# Probabilities closer to 0 or 1 than this are taken for this.
MARGIN = 1e-6


class OverCanvas(nn.Module):
    """Sketches cover what is below them, where their masks are (Eq. 4)."""

    def __init__(self, temperature, sample_masks):
        super().__init__()
        self.temperature = temperature
        self.sample_masks = sample_masks

    def empty(self, images):
        return torch.zeros_like(images)

    def forward(self, canvas, sketch, inverse_pose):
        placed = sample(torch.sigmoid(sketch), inverse_pose, canvas.shape[2:])
        mask = self._mask(placed[:, :1])
        return canvas * (1 - mask) + placed[:, 1:] * mask

    def finish(self, canvas):
        return canvas

    def _mask(self, probabilities):
        """A sample of the Concrete distribution; 0 where there is no sketch."""
        if not (self.training or self.sample_masks):
            return probabilities
        noise = torch.logit(torch.rand_like(probabilities), MARGIN)
        relaxed = torch.sigmoid((torch.logit(probabilities, MARGIN) + noise) / self.temperature)
        return relaxed * (probabilities > 0)
