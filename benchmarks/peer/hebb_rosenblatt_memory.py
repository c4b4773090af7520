"""The plastic memory."""

import torch
from torch import nn
from torch.nn import functional as F


class HebbRosenblattMemory(nn.Module):
    """Writes into and reads from matrices W (B, M, M) by Eq. 2.

    It stays in float32 under autocast. The rates are trained freely, where the library keeps them
    within Appendix A's bounds.
    """

    def __init__(self, units, eta, delta, theta, trainable_rates, scale):
        super().__init__()
        self.units = units
        self.scale = scale
        self.eta = nn.Parameter(torch.tensor(eta), "eta" in trainable_rates)
        self.delta = nn.Parameter(torch.tensor(delta), "delta" in trainable_rates)
        self.theta = nn.Parameter(torch.tensor(theta), "theta" in trainable_rates)

    @classmethod
    def of_recipe(cls, recipe):
        """The memory of a recipe, a dictionary of its values."""
        units, scale = recipe["memory_units"], recipe["memory_scale"]
        return cls(
            units,
            recipe["eta"],
            recipe["delta"],
            recipe["theta"],
            recipe["trainable_rates"],
            1 / units if scale is None else scale,
        )

    def empty(self, batch_size):
        """W before anything is written."""
        return torch.zeros(batch_size, self.units, self.units, device=self.eta.device)

    def write(self, memory, key):
        """W + eta e ReLU6(W e + theta e)^T - delta W."""
        with torch.autocast(key.device.type, enabled=False):
            key = key.float()
            value = self.eta * F.relu6(self._product(memory, key) + self.theta * key)
            outer = torch.bmm(key.unsqueeze(2), value.unsqueeze(1))
            return (1 - self.delta) * memory + outer

    def read(self, memory, query):
        """ReLU6(W q)."""
        with torch.autocast(query.device.type, enabled=False):
            return F.relu6(self._product(memory, query.float()))

    def _product(self, memory, vector):
        return self.scale * torch.bmm(memory, vector.unsqueeze(2)).squeeze(2)
