"""The visual sketchpad of Section 4.4: one memory that is drawn from and classified by."""

from torch import nn
from torch.nn import functional as F

from benchmarks.peer.class_head import ClassHead
from benchmarks.peer.losses import squared_error


class Sketchpad(nn.Module):
    """Images to logits, and to the drawing and divergence that a `Drawer` makes."""

    def __init__(self, drawer, num_classes, class_weight, drawing_weight):
        super().__init__()
        self.drawer = drawer
        self.class_weight = class_weight
        self.drawing_weight = drawing_weight
        self.class_head = ClassHead(drawer.backbone, num_classes)

    def forward(self, images):
        seen, drawing, kl = self.drawer.draw(images)
        return self.class_head(self.drawer.backbone, seen), drawing, kl

    def loss(self, outputs, targets):
        """Targets are a dictionary of `"logits"`, the labels, and `"drawing"`, the images."""
        logits, drawing, kl = outputs
        return (
            self.class_weight * F.cross_entropy(logits.float(), targets["logits"])
            + self.drawing_weight * squared_error(drawing, targets["drawing"])
            + self.drawer.kl_weight * kl.mean()
        )
