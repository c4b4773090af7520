"""Handwritten characters of many alphabets, and the published runs of one-shot classification."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from training.cli.errors import InputError
from training.data import npz

FILE = "omniglot_small.npz"
SETS = ("1", "2")
RUNS = ("runs_support", "runs_queries", "runs_answers")

Characters = tuple[np.ndarray, np.ndarray]  # (C, D, S, S), and the alphabet (C,) of each


class Set(NamedTuple):
    """Pictures (N, S, S) of 0 and 1, and the character and alphabet (N,) of each."""

    images: np.ndarray
    characters: np.ndarray
    alphabets: np.ndarray


class Omniglot(NamedTuple):
    """Characters to learn of, and runs to be tested on; ink is 255.

    Attributes:
        source: Exactly which file was read, in words.
        images: Characters (C, D, S, S, 1) uint8, each of them drawn once by each of D people.
        alphabets: Integers (C,), the alphabet of each.
        support: The characters (R, W, S, S, 1) of every run, as one person drew them.
        queries: The same as another person drew them, in another order.
        answers: Integers (R, W), which of the run's characters each query is.
    """

    source: str
    images: np.ndarray
    alphabets: np.ndarray
    support: np.ndarray
    queries: np.ndarray
    answers: np.ndarray


def read_omniglot(folder: Path, side: int) -> Omniglot:
    """Read the background sets small 1 and small 2 and the 20 runs (Lake et al., 2015).

    Alphabets that are in both sets are taken once. Pixels are averaged, so that pictures have sides
    of `side` pixels. The alphabets of the runs are others than those of the sets; that no picture
    of a run is among those to learn of is checked here.

    Raises:
        InputError: The file is missing or broken, or `side` does not divide that of its pictures.
    """
    path = folder / FILE
    if not path.exists():
        raise InputError(f"There is no Omniglot in '{folder}': it needs {FILE}.")
    names = [f"{name}{number}" for number in SETS for name in Set._fields]
    arrays = npz.read_arrays(path, (*names, *RUNS))
    source = npz.said(path)
    _check(arrays, source)
    images, alphabets = _joined(*(_by_character(some, source) for some in _sets(arrays)))
    support, queries, answers = (arrays[name] for name in RUNS)
    learned = _keys(images)
    if learned & (_keys(support) | _keys(queries)):
        raise InputError(
            f"{source} has pictures of its runs among those to learn of: make or download it again."
        )
    if side < 1 or images.shape[-1] % side:
        raise InputError(
            f"The pictures of {source} have sides of {images.shape[-1]} pixels, which cannot be "
            f"averaged to {side}: choose one of their divisors."
        )
    return Omniglot(
        source,
        _averaged(images, side),
        alphabets,
        _averaged(support, side),
        _averaged(queries, side),
        answers.astype(np.int64),
    )


def _check(arrays: dict[str, np.ndarray], source: str) -> None:
    """The arrays are as they should be, but for how often a character was drawn."""
    if not (_are_runs(*(arrays[name] for name in RUNS)) and all(map(_is_set, _sets(arrays)))):
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise InputError(
            f"{source} is not as the Omniglot of small 1 and small 2, pictures of 0 and 1 in the "
            "order of their characters, and runs whose queries are each of their characters once "
            f"({shapes}): make or download it again."
        )
    sides = {arrays[name].shape[-2:] for name in arrays if arrays[name].ndim > 2}
    if len(sides) > 1:
        raise InputError(
            f"{source} has pictures of several sizes, {sorted(sides)}, and all must be alike: make "
            "or download it again."
        )


def _sets(arrays: dict[str, np.ndarray]) -> list[Set]:
    return [Set(*(arrays[f"{name}{number}"] for name in Set._fields)) for number in SETS]


def _are_runs(support: np.ndarray, queries: np.ndarray, answers: np.ndarray) -> bool:
    return (
        _are_pictures(support, 4)
        and _are_pictures(queries, 4)
        and support.shape[:2] == queries.shape[:2] == answers.shape
        and bool((np.sort(answers, axis=1) == np.arange(support.shape[1])).all())
    )


def _is_set(some: Set) -> bool:
    images, characters, alphabets = some
    return (
        _are_pictures(images, 3)
        and images.shape[:1] == characters.shape == alphabets.shape
        and bool((np.diff(characters) >= 0).all())
    )


def _are_pictures(images: np.ndarray, axes: int) -> bool:
    return (
        images.ndim == axes
        and images.size > 0
        and images.shape[-1] == images.shape[-2]
        and images.dtype == np.uint8
        and int(images.max()) <= 1
    )


def _by_character(some: Set, source: str) -> Characters:
    _, first, counts = np.unique(some.characters, return_index=True, return_counts=True)
    if len({*counts.tolist()}) > 1:
        raise InputError(
            f"{source} has from {counts.min()} to {counts.max()} drawings of a character, and each "
            "must have as many: make or download it again."
        )
    images = some.images.reshape(-1, counts[0], *some.images.shape[1:])
    return images, some.alphabets[first].astype(np.int64)


def _joined(one: Characters, other: Characters) -> Characters:
    """All characters of one set, and of the other those whose alphabet is not in the first."""
    (images, alphabets), (others, other_alphabets) = one, other
    known = _keys(images)
    again = [bool(known & _keys(character)) for character in others]
    new = ~np.isin(other_alphabets, other_alphabets[again])
    after = other_alphabets[new] + alphabets.max() + 1
    return np.concatenate([images, others[new]]), np.concatenate([alphabets, after])


def _keys(images: np.ndarray) -> set[bytes]:
    """What pictures (..., S, S) are equal by."""
    return {image.tobytes() for image in images.reshape(-1, *images.shape[-2:])}


def _averaged(images: np.ndarray, side: int) -> np.ndarray:
    """Pictures (..., S, S) of 0 and 1 as (..., side, side, 1) of 0 to 255."""
    times = images.shape[-1] // side
    split = images.reshape(*images.shape[:-2], side, times, side, times)
    ink = split.sum(axis=(-3, -1), dtype=np.uint32) * 255 / times**2
    return np.rint(ink).astype(np.uint8)[..., np.newaxis]
