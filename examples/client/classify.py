"""Asks a server what it sees on pictures: python examples/client/classify.py URL PICTURE...

URL is that of a model, http://127.0.0.1:8501/v1/models/digits, say. Pictures are PNG, JPEG, WebP,
GIF or BMP files of any size. Nothing but Python is needed here.
"""

import base64
import json
import sys
import urllib.error
import urllib.request
from pathlib import Path


def classify(url, picture):
    """What the model says to the bytes of a picture: a label and probabilities, say."""
    row = {"b64": base64.b64encode(picture).decode()}
    body = {"signature_name": "classify_pictures", "instances": [row]}
    request = urllib.request.Request(f"{url}:predict", json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=30) as response:
        (prediction,) = json.load(response)["predictions"]
    return prediction


def main(url, files):
    """Prints a line a picture."""
    for file in files:
        try:
            picture = Path(file).read_bytes()
        except OSError as error:
            sys.exit(f"{file}: {error.strerror}")
        try:
            seen = classify(url, picture)
            print(f"{file}: {seen.get('name', seen['label'])} ({max(seen['probabilities']):.1%})")
        except urllib.error.HTTPError as error:
            sys.exit(f"{file}: {said(error)}")
        except OSError as error:
            why = getattr(error, "reason", error)
            sys.exit(
                f"No server answers at {url} ({why}): start one with python -m training.serve."
            )
        except (ValueError, KeyError):
            sys.exit(f"{url} is no classifier's.")


def said(error):
    """Why a server does not answer."""
    try:
        return json.load(error)["error"]
    except (ValueError, KeyError):
        return str(error)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
