"""The drawing model of Section 3.3: every glimpse's memory becomes a sketch on a canvas."""

from torch import nn

from benchmarks.peer.gaussian_latent import GaussianLatent
from benchmarks.peer.losses import squared_error
from benchmarks.peer.memory_query import MemoryQuery
from benchmarks.peer.pose_emitter import PoseEmitter


class Drawer(nn.Module):
    """Images to drawings and the divergence (B,) of their latents, glimpse by glimpse.

    While training, the decoder normalises each glimpse's batch apart, as the published code did;
    the library's normalises those of all glimpses at once.
    """

    def __init__(self, backbone, latent_units, decoder, canvas, dropout, kl_weight):
        super().__init__()
        self.backbone = backbone
        self.decoder = decoder
        self.canvas = canvas
        self.kl_weight = kl_weight
        units, lstm_units = backbone.memory.units, backbone.lstm_units
        self.drawing_query = MemoryQuery(backbone.context_units, units)
        self.latent = GaussianLatent(units, latent_units)
        self.inverse_pose = PoseEmitter(lstm_units, max(1, lstm_units // 2), dropout)

    def forward(self, images):
        _, drawing, kl = self.draw(images)
        return drawing, kl

    def draw(self, images):
        """What was `Seen` in the end, the drawing, and the divergence."""
        seen = self.backbone.start(images)
        query = self.drawing_query(seen.context)
        canvas, kl = self.canvas.empty(seen.images), 0.0
        for _ in range(self.backbone.num_glimpses):
            seen = self.backbone.glimpse(seen)
            latent, divergence = self.latent(self.backbone.memory.read(seen.memory, query))
            sketch = self.decoder(latent).float()
            canvas = self.canvas(canvas, sketch, self.inverse_pose(seen.emission[0]))
            kl = kl + divergence
        return seen, self.canvas.finish(canvas), kl

    def loss(self, outputs, images):
        drawing, kl = outputs
        return squared_error(drawing, images) + self.kl_weight * kl.mean()
