"""A head's question to the memory."""

from torch import nn
from torch.nn import functional as F


class MemoryQuery(nn.Module):
    """Makes a query of the context, to which it passes no gradient."""

    def __init__(self, features, units, dropout=0.0):
        super().__init__()
        self.projection = nn.Linear(features, units)
        self.dropout = nn.Dropout(dropout)

    def forward(self, context):
        return F.relu6(self.dropout(self.projection(context.detach())))
