"""The head that classifies."""

from torch import nn

from benchmarks.peer.memory_query import MemoryQuery


class ClassHead(nn.Module):
    """Logits of what a `Backbone` remembers in the end: one query, one read (Figure 3)."""

    def __init__(self, backbone, num_classes, dropout=0.0):
        super().__init__()
        units = backbone.memory.units
        self.class_query = MemoryQuery(backbone.context_units, units, dropout)
        self.logits = nn.Linear(units, num_classes)

    def forward(self, backbone, seen):
        return self.logits(backbone.memory.read(seen.memory, self.class_query(seen.context)))
