"""Times predictions of a recipe's peer in PyTorch."""

import time

import torch

from benchmarks.workers.child import Requests
from benchmarks.workers.child import settings
from benchmarks.workers.torch_model import build
from benchmarks.workers.torch_model import finish
from benchmarks.workers.torch_model import random_images


def main():
    """Predicts as often as requests ask for."""
    requests, asked = Requests(), settings()
    model, device = build(asked)
    model.eval()
    mixed = asked["values"]["precision"] == "mixed_bfloat16"
    while request := requests.next():
        images = random_images(asked["values"], request["batch"], device)
        start = time.perf_counter()
        with torch.inference_mode(), torch.autocast(device, torch.bfloat16, enabled=mixed):
            for _ in range(request["steps"]):
                model(images)
        finish(device)
        requests.answer(seconds=(time.perf_counter() - start) / request["steps"])


if __name__ == "__main__":
    main()
