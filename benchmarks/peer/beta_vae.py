"""The variational auto-encoder that the paper compares its drawers with."""

import torch
from torch import nn

from benchmarks.peer.cnn import build_cnn
from benchmarks.peer.cnn import build_decoder
from benchmarks.peer.cnn import count_features
from benchmarks.peer.gaussian_latent import GaussianLatent
from benchmarks.peer.losses import squared_error
from benchmarks.peer.normalise import Normalise


class BetaVAE(nn.Module):
    """Images to drawings and the divergence (B,) of their latents, at once."""

    def __init__(self, image_shape, convs, latent_units, kl_weight, batch_norm, mean, std):
        super().__init__()
        *image_sides, channels = image_shape
        self.kl_weight = kl_weight
        self.normalise = Normalise(mean, std)
        self.encoder = build_cnn(channels, convs, batch_norm)
        self.latent = GaussianLatent(count_features(image_sides, convs), latent_units)
        self.decoder = build_decoder(latent_units, image_shape, convs, batch_norm)

    def forward(self, images):
        latent, kl = self.latent(self.encoder(self.normalise(images)))
        return torch.sigmoid(self.decoder(latent).float()), kl

    def loss(self, outputs, images):
        drawing, kl = outputs
        return squared_error(drawing, images) + self.kl_weight * kl.mean()
