"""What visitors ask for, and what they are told; nothing is kept between two questions."""

from pathlib import Path

from training.cli.errors import InputError
from training.data.picture import fitted
from training.data.picture import read_picture
from training.playing.moments import answer_of
from training.playing.moments import count_of
from training.playing.moments import page_of
from training.playing.moments import panel
from training.playing.pixels import picture_of
from training.playing.pixels import pixels_as_text

SIDE = 336  # Of the drawing pad, in pixels.
BEGIN = "Draw a digit, choose an example, or drop a picture."


def answer(shelf, picture, names):
    """What models make of a picture.

    Args:
        shelf: `Shelf`.
        picture: The picture as text, or nothing if there is none yet.
        names: Names of models.

    Returns:
        HTML of all moments, or `None` if there is nothing to be shown, and a sentence.
    """
    if not picture:
        return None, BEGIN
    try:
        decoded = picture_of(picture)
        looked = {name: shelf.take(name).look(decoded) for name in names}
    except InputError as error:
        return None, str(error)
    panels = [panel(name, one) for name, one in looked.items()]
    answers = [f"{name}: {answer_of(one) or 'drawn'}" for name, one in looked.items()]
    return page_of(panels, max(map(count_of, looked.values()))), ". ".join(answers) + "."


def load(shelf, names):
    """Loads models, and says so while it does."""
    for name in names:
        if not shelf.has(name):
            yield f"Loading {name}, which takes some seconds."
            try:
                shelf.take(name)
            except InputError as error:
                yield str(error)
                return
    yield "Ready."


def on_the_pad(file):
    """The picture in a file as text, fitted to the drawing pad.

    Raises:
        InputError: If it is no picture, or too large.
    """
    path = Path(file)
    try:
        picture = read_picture(path, enough=SIDE)
    except InputError as error:  # Visitors know it by its name.
        raise InputError(str(error).replace(str(path), path.name)) from error
    channels = 1 if picture.mode == "L" else 3
    return pixels_as_text(fitted(picture, SIDE, SIDE, channels))
