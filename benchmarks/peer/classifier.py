"""The classifier of Figure 3."""

from torch import nn
from torch.nn import functional as F

from benchmarks.peer.class_head import ClassHead


class Classifier(nn.Module):
    """Images to logits, by what a `Backbone` remembers of them."""

    def __init__(self, backbone, num_classes, query_dropout):
        super().__init__()
        self.backbone = backbone
        self.class_head = ClassHead(backbone, num_classes, query_dropout)

    def forward(self, images):
        seen = self.backbone.start(images)
        for _ in range(self.backbone.num_glimpses):
            seen = self.backbone.glimpse(seen)
        return self.class_head(self.backbone, seen)

    def loss(self, logits, labels):
        return F.cross_entropy(logits.float(), labels)
