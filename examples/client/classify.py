"""Asks a server what it sees on images: python examples/client/classify.py URL IMAGE...

URL is that of a model, http://127.0.0.1:8501/v1/models/digits, say. Images are of the model's size.
"""

import json
import sys
import urllib.error
import urllib.request

import numpy as np
from PIL import Image


def classify(url, images):
    """Labels and probabilities of uint8 images, (B, height, width, channels)."""
    body = {"signature_name": "classify_uint8", "instances": images.tolist()}
    request = urllib.request.Request(f"{url}:predict", json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)["predictions"]


def main(url, files):
    """Prints a line an image."""
    images = [np.atleast_3d(np.asarray(Image.open(file))) for file in files]
    try:
        predictions = classify(url, np.stack(images))
    except urllib.error.HTTPError as error:
        sys.exit(json.load(error)["error"])
    for file, seen in zip(files, predictions, strict=True):
        print(f"{file}: {seen['label']} ({max(seen['probabilities']):.1%})")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
