"""What a model made of a picture, glimpse by glimpse, as HTML.

All moments stand in it at once, and the page shows one: what has `data-at` belongs to that moment
alone, and what has `data-from` to that and all that follow.
"""

from html import escape

import numpy as np
from scipy.special import softmax

from stawm_keras.visualisation import memory_matrices
from stawm_keras.visualisation.glimpses import as_pictures
from stawm_keras.visualisation.names import name_of
from stawm_keras.visualisation.pixels import colours_of
from stawm_keras.visualisation.pixels import colours_of_numbers
from stawm_keras.visualisation.pixels import contrast_of
from stawm_keras.visualisation.pixels import finite
from training.playing.pixels import map_as_text
from training.playing.pixels import pixels_as_text

MOST_CLASSES = 10  # Bars: of more classes, those that were ever most probable.
MOST_UNITS = 64  # Of a memory's picture; of more, neighbours are put together.
BESIDE = 0.5  # Of the image's sides, how far beyond it frames are shown.


def count_of(looked):
    """How many moments there are of a `Looked`."""
    steps = ("glimpses", "attention", "canvases")
    return max((len(looked.found[name]) for name in steps if name in looked.found), default=1)


def probabilities_of(looked):
    """Probabilities `(N, K)` after each moment; NaN where nothing is answered yet.

    Of a model that answers with several, they are of what is said at that moment. `None` of one
    that does not classify.
    """
    found = looked.found
    logits = found.get("logits_so_far", found.get("logits"))
    if logits is None or (logits.ndim > 1 and len(logits) != count_of(looked)):
        return None
    answered = softmax(np.atleast_2d(logits), axis=-1)
    none_yet = np.full((count_of(looked) - len(answered), answered.shape[-1]), np.nan)
    return np.concatenate([none_yet, answered])


def answer_of(looked):
    """What a model answers in the end, in words; `None` of one that does not classify."""
    if "logits" not in looked.found:
        return None
    probabilities = softmax(np.atleast_2d(looked.found["logits"]), axis=-1)
    said = name_of(probabilities.argmax(axis=-1), looked.class_names)
    return f"{said} ({100 * probabilities.max(axis=-1).prod():.1f} %)"


def panel(name, looked):
    """The HTML of a `Looked`, under its model's name."""
    parts = [_answers(looked), _image(looked), _glimpses(looked), _attention(looked)]
    parts += [_memory(looked), _certainty(looked), _drawing(looked)]
    return (
        f'<section class="model" data-count="{count_of(looked)}"><h3>{escape(name)}</h3>'
        f"{''.join(parts)}</section>"
    )


def page_of(panels, count):
    """The HTML of panels side by side, below a slider through so many moments."""
    return (
        f'<label class="glimpse">Glimpse <input type="range" min="1" max="{count}" step="1" '
        f'value="{count}"><output></output></label><div class="models">{"".join(panels)}</div>'
    )


def _in_words(probabilities, class_names):
    if np.isnan(probabilities).any():
        return "no answer yet"
    likely = int(probabilities.argmax())
    return f"{name_of(likely, class_names)} ({100 * probabilities[likely]:.1f} %)"


def _answers(looked):
    probabilities = probabilities_of(looked)
    if probabilities is None:
        return ""
    words = [_in_words(one, looked.class_names) for one in probabilities]
    return _each('<p class="answer" data-at="{n}">{part}</p>', map(escape, words))


def _image(looked):
    """The image as the model was given it, with the frames so far."""
    frames = looked.found.get("frames", np.empty((0, 1, 4, 2)))
    return _figure("What it was given, and where it looked", _picture(looked.image, frames))


def _glimpses(looked):
    found = looked.found
    if "glimpses" not in found:
        return ""
    if "frames" in found and looked.image.shape[-1] in (1, 3):
        parts = (looked.image[None], found["frames"][None], found["glimpses"][None])
        _, _, (glimpses,) = as_pictures(*parts)
    else:
        glimpses = found["glimpses"]
    pictures = _each('<img data-at="{n}" alt="" src="{part}">', map(pixels_as_text, glimpses))
    return _figure("What this glimpse saw", pictures)


def _attention(looked):
    if "attention" not in looked.found:
        return ""
    return _figure("What it attends to", _maps(looked.found["attention"]))


def _memory(looked):
    memory = looked.found.get("memory")
    if not isinstance(memory, dict):
        return ""
    (matrices,) = memory_matrices({name: part[None] for name, part in memory.items()})
    return _figure("Its memory", _maps(_pooled(matrices)))


def _drawing(looked):
    found = looked.found
    if "drawing" not in found:
        return ""
    if "canvases" not in found:
        return _figure("What it drew", _picture(255 * found["drawing"], np.empty((0, 1, 4, 2))))
    canvases = found["canvases"]
    frames = found.get("sketch_frames", np.empty((len(canvases), 0, 4, 2)))
    colours = colours_of(len(canvases))
    stages = (
        _svg(canvas.shape, pixels_as_text(255 * canvas), _polygons(frames[n], colours[n]))
        for n, canvas in enumerate(canvases)
    )
    return _figure("What it drew so far", _each('<div data-at="{n}">{part}</div>', stages))


def _certainty(looked):
    """A bar for every class, as long as it is probable."""
    probabilities = probabilities_of(looked)
    if probabilities is None:
        return ""
    shown = np.sort(np.argsort(-np.nan_to_num(probabilities).max(axis=0))[:MOST_CLASSES])
    names = [escape(name_of(label, looked.class_names)) for label in shown]
    bars = [
        "".join(
            f'<dt>{name}</dt><dd><i style="width:{100 * part:.1f}%"></i></dd>'
            for name, part in zip(names, of_moment, strict=True)
        )
        for of_moment in np.nan_to_num(probabilities)[:, shown]
    ]
    return _figure("How certain it is", _each('<dl data-at="{n}">{part}</dl>', bars))


def _each(form, parts):
    return "".join(form.format(n=n, part=part) for n, part in enumerate(parts))


def _figure(caption, content):
    return f"<figure>{content}<figcaption>{caption}</figcaption></figure>"


def _maps(maps):
    colours = colours_of_numbers(maps, signed=maps.min() < 0)
    pictures = (map_as_text(one, **colours) for one in maps)
    return _each('<img data-at="{n}" alt="" src="{part}">', pictures)


def _pooled(matrices):
    """Matrices `(N, R, M)` of no more than so many rows and columns."""
    for axis in (1, 2):
        steps = np.arange(0, matrices.shape[axis], -(-matrices.shape[axis] // MOST_UNITS))
        sizes = np.diff(np.append(steps, matrices.shape[axis]))
        shape = [-1 if at == axis else 1 for at in range(3)]
        matrices = np.add.reduceat(matrices, steps, axis) / sizes.reshape(shape)
    return matrices


def _picture(image, frames):
    """Pixels with the frames `(N, F, 4, 2)` of moments."""
    colours = colours_of(len(frames))
    form = '<g data-from="{n}">{part}</g>'
    marks = _each(form, (_polygons(*one) for one in zip(frames, colours, strict=True)))
    return _svg(image.shape, pixels_as_text(image), marks, finite(frames))


def _polygons(frames, colour):
    """Frames `(F, 4, 2)`, each a line on one that can be told from it."""
    red, green, blue = (round(255 * part) for part in colour[:3])
    found = ""
    for frame in finite(frames):
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in frame)
        found += (
            f'<polygon class="below" points="{points}" stroke="{contrast_of(colour)}"/>'
            f'<polygon points="{points}" stroke="rgb({red},{green},{blue})"/>'
        )
    return found


def _svg(shape, picture, marks, frames=()):
    """A picture with marks, and as much around it as the frames reach beyond it."""
    height, width = shape[:2]
    places = (np.reshape(frames, (-1, 2)) + 0.5) / (width, height)
    reach = max(-places.min(initial=0), places.max(initial=1) - 1)
    left, top = (min(reach, BESIDE) + 0.02) * np.array((width, height))
    return (
        f'<svg viewBox="{-left - 0.5:.2f} {-top - 0.5:.2f} {width + 2 * left:.2f} '
        f'{height + 2 * top:.2f}" aria-hidden="true"><image href="{picture}" x="-0.5" y="-0.5" '
        f'width="{width}" height="{height}"/>{marks}</svg>'
    )
