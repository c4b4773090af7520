"""The plain PyTorch version of a recipe's model, as the PyTorch workers need it."""

import numpy as np
import torch

from benchmarks.peer.build import build as build_peer
from benchmarks.peer.weights import load

# What a peer returns, in order; the divergence is not compared.
OUTPUTS = {
    "classify": ("logits",),
    "draw": ("drawing",),
    "sketch": ("logits", "drawing"),
    "auto_encode": ("drawing",),
}


def build(asked):
    """The model on the fastest device, compiled if asked for, and the device."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(0)
    model = build_peer(asked["values"]).to(device)
    if asked.get("weights"):
        _check(model, asked["values"]["task"], asked["weights"], device)
    if asked["compile"]:
        model.compile()
    return model, device


def random_images(values, count, device):
    """Random images `(count, C, H, W)`, pixels in [0, 255]."""
    height, width, channels = values["image_shape"]
    generator = torch.Generator().manual_seed(0)
    shape = (count, channels, height, width)
    return torch.randint(0, 256, shape, generator=generator).float().to(device)


def finish(device):
    """Waits until the device has done what it was asked for."""
    if device == "cuda":
        torch.cuda.synchronize()


def _check(model, task, file, device):
    """Loads the weights of the Keras model and raises unless it predicts the same."""
    with np.load(file) as arrays:
        weights = {n.removeprefix("weights/"): arrays[n] for n in arrays if "weights/" in n}
        expected = {name: arrays[f"outputs/{name}"] for name in OUTPUTS[task]}
        images = torch.from_numpy(arrays["images"]).permute(0, 3, 1, 2).float().to(device)
    load(model, weights)
    model.eval()
    with torch.no_grad():
        found = model(images)
    found = found if isinstance(found, tuple) else (found,)
    for name, output in zip(expected, found, strict=False):
        output = output.permute(0, 2, 3, 1) if output.ndim == 4 else output
        np.testing.assert_allclose(output.cpu().numpy(), expected[name], rtol=1e-3, atol=1e-3)
    model.train()
