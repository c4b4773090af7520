"""How good answers and drawings are, on the test images."""

import math

import keras
import numpy as np

from stawm_keras.models import observe
from stawm_keras.models import seen
from stawm_keras.visualisation import encloses
from stawm_keras.visualisation import measure_looks
from training.data import Scenes

BATCH = 500  # Images at once.
MOST_CONFUSED = 1000  # Classes of which each has a row and a column in a table.
DRAWN_AT_ONCE = 100  # Images that are drawn at once: every stage of each is kept for a moment.

# Half of a step of 8 bits: what is less cannot be seen in a picture.
VISIBLE = 0.5 / 255


def of_classes(logits, labels):
    """What a classifier's answers are worth.

    Args:
        logits: Array `(B, classes)`, or `(B, S, classes)` of several objects an image.
        labels: Integers `(B,)`, or `(B, S)`.

    Returns:
        Dictionary, in which each object counts as an image: `error` in percent; `loss`, the
        cross-entropy; `recall`, a list of how many percent of each class' images were recognised,
        `None` where there are none; and of at most 1,000 classes `confusion`, an array `(classes,
        classes)` of how many images of a class (row) were taken for a class (column).
    """
    logits, labels = logits.reshape(-1, logits.shape[-1]), labels.reshape(-1)
    loss = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
    count, predicted = logits.shape[-1], logits.argmax(-1)
    there, right = (
        np.bincount(some, minlength=count) for some in (labels, labels[predicted == labels])
    )
    found = {
        "error": 100 * float(np.mean(predicted != labels)),
        "loss": float(keras.ops.mean(loss)),
        "recall": [
            100 * found / images if images else None
            for found, images in zip(right.tolist(), there.tolist(), strict=True)
        ],
    }
    if count <= MOST_CONFUSED:
        pairs = np.bincount(count * labels + predicted, minlength=count * count)
        found["confusion"] = pairs.reshape(count, count)
    return found


def of_looks(model, images):
    """Where a model looks, and how much of the images that is, means over images.

    Args:
        model: A model that has frames to be seen.
        images: Images `(B, H, W, C)` uint8, or `Scenes`.

    Returns:
        Dictionary of lists, a number a glimpse, in percent: `inside`, the share of the image inside
        a look; `seen`, the share that it or a look before has seen; `outside`, how many looks have
        their centre outside the image; and of scenes `on_object`, in how many the centre of the
        object that the scene was made for lies inside the look's first frame, a retina's narrowest;
        of the object whose turn it is, where each has a label.
        And `pixels`, how many numbers the sensor gave of an image, in all glimpses.
    """
    observed = observe(model, "frames", "glimpses")
    parts = []
    for begin in range(0, len(images), BATCH):
        rows = slice(begin, begin + BATCH)
        batch = images.fixed(rows) if isinstance(images, Scenes) else None
        pixels = images[rows] if batch is None else batch.images
        looks = observed.predict_on_batch(pixels)
        found = measure_looks(looks["frames"], pixels.shape[-3:])
        if batch is not None:
            centres = _sought(batch, looks["frames"].shape[1])
            found["on_object"] = encloses(looks["frames"][:, :, :1], centres)
        parts.append(found)
    total = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return {
        **{name: (100 * numbers.mean(axis=0)).tolist() for name, numbers in total.items()},
        "pixels": math.prod(looks["glimpses"].shape[1:]),
    }


def _sought(scenes, count):
    """The centres `(B, N, 2)` of what each of so many looks at scenes is to find."""
    boxes = scenes.boxes
    if boxes.ndim == 4:  # Of every frame of a video.
        boxes = boxes[:, :, 0]
    elif scenes.labels.ndim == 1:
        boxes = boxes[:, :1].repeat(count, axis=1)
    else:
        boxes = boxes[:, np.arange(count) * boxes.shape[1] // count]
    return (boxes[..., :2] + boxes[..., 2:]) / 2


def of_captions(told, attention, tokens, naming, boxes, image_shape):
    """What captions are worth, and whether was looked at what they name.

    Args:
        told: Integers `(B, N)`, the tokens of the captions that were told.
        attention: Array `(B, N, h, w)`, what was looked at for each word.
        tokens: Integers `(B, N)`, those of the right captions.
        naming: Booleans `(B, N)`, which of the right words name an object, K of each caption.
        boxes: Integers `(B, K, 4)`, left, top, right and bottom of these objects, in that order.
        image_shape: Tuple that begins with height and width.

    Returns:
        Dictionary, in percent: `caption_error`, of captions; `word_error`, of words and ends; and
        `on_the_digit`, of the words that name an object, how many are right while the place with
        the most weight lies in the object's box.
    """
    height, width = image_shape[:2]
    *several, rows, columns = attention.shape
    row, column = np.divmod(attention.reshape(*several, -1).argmax(-1), columns)
    peaks = np.stack(
        [(column + 0.5) * width / columns - 0.5, (row + 0.5) * height / rows - 0.5], axis=-1
    )
    peaks, right = (part[naming].reshape(*boxes.shape[:2], -1) for part in (peaks, told == tokens))
    inside = (boxes[..., :2] - 0.5 <= peaks) & (peaks <= boxes[..., 2:] + 0.5)
    return {
        "caption_error": 100 * float(np.mean(np.any(told != tokens, axis=1))),
        "word_error": 100 * float(np.mean(told != tokens)),
        "on_the_digit": 100 * float(np.mean(inside.all(axis=-1) & right[..., 0])),
    }


def of_drawings(model, images):
    """Squared error, PSNR, SSIM and divergence of a model's drawings, means over images.

    Args:
        model: A model that draws.
        images: Array `(B, H, W, C)` uint8.

    Returns:
        Dictionary: `squared_error`, summed over an image; `psnr` in dB; `ssim`; `kl_bits`, a list
        of the divergence of each glimpse's latent in bits; and for models that draw sketch by
        sketch `changed`, a list of the share of the canvas, in percent, that each changed visibly.
    """
    look = observe(model, *{"drawing", "kl", "canvases"} & seen(model).keys())
    parts = []
    for begin in range(0, len(images), DRAWN_AT_ONCE):
        batch = images[begin : begin + DRAWN_AT_ONCE]
        parts.append(_of_batch(look.predict_on_batch(batch), batch / np.float32(255), model))
    total = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return {name: numbers.mean(axis=0).tolist() for name, numbers in total.items()}


def _of_batch(drawn, images, model):
    from skimage.metrics import structural_similarity

    drawing = drawn["drawing"]
    squared = np.square(drawing - images)
    result = {
        "squared_error": squared.sum(axis=(1, 2, 3)),
        "psnr": -10 * np.log10(np.maximum(squared.mean(axis=(1, 2, 3)), 1e-10)),
        "ssim": np.array(
            [
                structural_similarity(one, other, data_range=1.0, channel_axis=-1)
                for one, other in zip(drawing, images, strict=True)
            ]
        ),
        "kl_bits": drawn["kl"].reshape(len(images), -1) / np.log(2),
    }
    if "canvases" in drawn:
        canvases = drawn["canvases"]
        empty = np.full_like(canvases[:, :1], model.empty_canvas)
        change = np.abs(np.diff(np.concatenate([empty, canvases], axis=1), axis=1)).max(axis=-1)
        result["changed"] = 100 * (change > VISIBLE).mean(axis=(2, 3))
    return result
