"""How a peer is trained."""

import torch

# The global norm at which every recipe clips its gradients.
CLIP_AT = 5.0


def loss(module, images, targets):
    """The loss that the recipe trains.

    Args:
        module: A peer.
        images: Tensor `(B, C, H, W)`, pixels in [0, 255].
        targets: Labels `(B,)` of integers for a classifier; for a drawer, images `(B, C, H, W)`
            with pixels in [0, 1]; for a sketchpad, a dictionary of both, `"logits"` and
            `"drawing"`.

    Returns:
        Scalar tensor.
    """
    return module.loss(module(images), targets)


def step(module, optimizer, images, targets, mixed_bfloat16=False):
    """One step of training; returns the loss before it.

    Args:
        module: A peer.
        optimizer: `torch.optim.Optimizer` of its parameters.
        images, targets: See `loss`.
        mixed_bfloat16: Boolean, whether convolutions and linear layers are computed in bfloat16.

    Returns:
        Scalar tensor.
    """
    optimizer.zero_grad()
    with torch.autocast(images.device.type, torch.bfloat16, enabled=mixed_bfloat16):
        value = loss(module, images, targets)
    value.backward()
    torch.nn.utils.clip_grad_norm_(module.parameters(), CLIP_AT)
    optimizer.step()
    return value.detach()
