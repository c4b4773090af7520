"""Features to an affine pose."""

import torch
from torch import nn
from torch.nn import functional as F


class PoseEmitter(nn.Module):
    """Two linear layers, the last in float32; at first, every pose is the identity."""

    def __init__(self, features, units, dropout):
        super().__init__()
        self.hidden = nn.Linear(features, units)
        self.dropout = nn.Dropout(dropout)
        self.pose = nn.Linear(units, 6)
        nn.init.zeros_(self.pose.weight)
        with torch.no_grad():
            self.pose.bias.copy_(torch.tensor([1.0, 0.0, 0.0, 0.0, 1.0, 0.0]))

    def forward(self, features):
        hidden = F.relu(self.dropout(self.hidden(features)))
        with torch.autocast(hidden.device.type, enabled=False):
            return self.pose(hidden.float()).view(-1, 2, 3)
