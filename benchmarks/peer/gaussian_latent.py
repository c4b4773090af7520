"""A Gaussian latent and its sample."""

import torch
from torch import nn


class GaussianLatent(nn.Module):
    """Features to a sample of a Gaussian (its mean at inference), and its divergence (B,)."""

    def __init__(self, features, units):
        super().__init__()
        self.mu = nn.Linear(features, units)
        self.log_var = nn.Linear(features, units)

    def forward(self, features):
        mu, log_var = self.mu(features).float(), self.log_var(features).float()
        latent = mu
        if self.training:
            latent = mu + torch.exp(0.5 * log_var) * torch.randn_like(mu)
        kl = 0.5 * torch.sum(mu.square() + log_var.exp() - 1 - log_var, dim=1)
        return latent, kl
