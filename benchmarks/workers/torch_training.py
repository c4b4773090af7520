"""Times training steps of a recipe's peer in PyTorch, on batches that are there already."""

import time

import torch

from benchmarks.peer.training import step
from benchmarks.workers.child import Requests
from benchmarks.workers.child import settings
from benchmarks.workers.torch_model import build
from benchmarks.workers.torch_model import finish
from benchmarks.workers.torch_model import random_images


def main():
    """Trains as many steps as requests ask for."""
    requests, asked = Requests(), settings()
    values = asked["values"]
    model, device = build(asked)
    optimizer = torch.optim.Adam(model.parameters(), values["learning_rate"])
    images = random_images(values, values["batch_size"], device)
    labels = torch.randint(0, values["num_classes"] or 2, (len(images),)).to(device)
    targets = {
        "classify": labels,
        "sketch": {"logits": labels, "drawing": images / 255},
    }.get(values["task"], images / 255)
    mixed = values["precision"] == "mixed_bfloat16"
    while request := requests.next():
        start = time.perf_counter()
        for _ in range(request["steps"]):
            step(model, optimizer, images, targets, mixed)
        finish(device)
        requests.answer(seconds=(time.perf_counter() - start) / request["steps"])


if __name__ == "__main__":
    main()
