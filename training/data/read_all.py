"""Reading many picture files, into memory if they fit."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.cli.errors import InputError
from training.data.picture import Fit
from training.data.picture import fitted
from training.data.picture import read_picture
from training.data.picture import reason
from training.data.picture_files import PictureFiles
from training.data.picture_files import in_threads

MAX_BYTES = 2**27  # Of decoded images; if there are more, they stay on disk.
NAMED = 3  # Broken files.


def read_all(
    files: Sequence[Path],
    size: tuple[int, int] | None = None,
    channels: int | None = None,
    fit: Fit = "crop",
    skip_broken: bool = False,
) -> tuple[np.ndarray | PictureFiles, dict[int, str]]:
    """Reads every file once, which shows whether each can be read.

    Args:
        files: The files, at least one.
        size: Height and width to which all are brought; by default they must have one size.
        channels: 1 or 3; by default 1 if all are grey.
        fit: How they are brought to the size.
        skip_broken: Whether what cannot be read is left out.

    Returns:
        The images, in order, and for every place in `files` that was left out why that is.

    Raises:
        InputError: Some cannot be read, or sizes differ.
    """

    def read(file: Path) -> tuple[np.ndarray, bool] | str:
        try:
            picture = read_picture(file, enough=size and min(size))
        except InputError as error:
            return reason(error)
        height, width = size or (picture.height, picture.width)
        return fitted(picture, height, width, channels or 3, fit), picture.mode == "L"

    first: Path | None = None
    images: np.ndarray | None = None
    shape: tuple[int, ...] = ()
    all_grey, broken = True, {}
    for place, (file, found) in enumerate(zip(files, in_threads(read, files), strict=True)):
        if isinstance(found, str):
            broken[place] = found
            continue
        image, grey = found
        all_grey &= grey
        if first is None:
            first, shape = file, image.shape
            if len(files) * image.size <= MAX_BYTES:
                images = np.empty((len(files), *shape), np.uint8)
        if image.shape != shape:
            raise InputError(
                f"'{file}' has {image.shape[1]} x {image.shape[0]} pixels and '{first}' "
                f"{shape[1]} x {shape[0]}: bring all to one size with --image-size."
            )
        if images is not None:
            images[place] = image

    if first is None or (broken and not skip_broken):
        raise InputError(
            f"{len(broken):,} of {len(files):,} files cannot be read as images: "
            f"{in_words(files, broken)}: repair or remove them, or leave them out with "
            "--skip-broken."
        )
    kept = [place for place in range(len(files)) if place not in broken]
    if channels is None:
        channels = 1 if all_grey else 3
    if images is None:
        readable = [files[place] for place in kept]
        return PictureFiles(readable, (shape[0], shape[1], channels), fit), broken
    if broken:
        images = images[kept]
    return np.ascontiguousarray(images[..., :channels]), broken


def in_words(files: Sequence[Path], broken: dict[int, str]) -> str:
    """The first few of the broken files, each with what is wrong."""
    named = [f"{str(files[place])!r} ({why})" for place, why in [*broken.items()][:NAMED]]
    more = len(broken) - len(named)
    return ", ".join(named) + (f" and {more:,} more" if more else "")
