"""Every public memory, with how to make a small one and what defines it.

A public memory that is not here fails the tests of this folder.
"""

from collections.abc import Callable
from typing import NamedTuple

import definitions

from stawm_keras import layers

UNITS = 3


def normal(rng, shape):
    return rng.normal(size=shape)


def positive(rng, shape):
    return rng.uniform(0, 1.5, shape)


class Memory(NamedTuple):
    """A memory: how to make one, its definition, and what is special about it.

    Attributes:
        make: A function that makes a small cell.
        steps, recall: The two functions of its definition (see `definitions`).
        draw: What it may be given, a function of a random generator and a shape.
        width: How many features it is given, if not as many as it has units.
        gates: The names of weights that open and shut gates, which are to bear any value.
        counts: Numbers of the states that count, which have no slopes.
    """

    make: Callable
    steps: Callable
    recall: Callable
    draw: Callable = normal
    width: int = UNITS
    gates: tuple = ()
    counts: tuple = ()


MEMORIES = {
    "HebbRosenblattCell": Memory(
        lambda: layers.HebbRosenblattCell(UNITS),
        definitions.hebb_rosenblatt_steps,
        definitions.hebb_rosenblatt_recall,
        draw=positive,
    ),
}
