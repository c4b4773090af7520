"""Every public memory, with how to make a small one and what defines it.

A public memory that is not here fails the tests of this folder.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import definitions
import definitions_of_slots

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


def outer_product(rule, decay=None, heads=1, **kwargs):
    """Of three units a head."""
    gates = [] if rule == "hebb" else ["rate/bias"]
    gates += ["forget/bias"] if decay == "learned" else []
    return Memory(
        lambda: layers.OuterProductCell(UNITS * heads, rule, decay, heads),
        definitions.outer_product_steps(rule, decay, heads),
        definitions.outer_product_recall(heads),
        width=kwargs.pop("width", UNITS * heads),
        gates=tuple(gates),
    )


def plastic(rule):
    modulated = rule in ("modulated", "retroactive")
    return Memory(
        lambda: layers.PlasticCell(UNITS, rule, limit=0.3),
        definitions.plastic_steps(rule, limit=0.3),
        definitions.plastic_recall,
        gates=("modulation/bias", "fan_out/bias") if modulated else (),
    )


def addressed(make, name, slots, width=UNITS, heads=2, **options):
    """A memory whose LSTM tells it what to do, of words as wide as it has units."""
    sizes = {"slots": slots, "width": width, "heads": heads}
    learned = {key: size for key, size in options.items() if key == "address_width"}
    return Memory(
        lambda: make(UNITS, **sizes, **options),
        partial(getattr(definitions_of_slots, f"{name}_steps"), **sizes, **learned),
        partial(getattr(definitions_of_slots, f"{name}_recall"), slots=slots),
        gates=("interface/bias", "controller/bias"),
    )


def stacks(no_op):
    return Memory(
        lambda: layers.StackCell(UNITS, stacks=UNITS, depth=4, no_op=no_op),
        partial(definitions_of_slots.stack_steps, stacks=UNITS, seen=2),
        definitions_of_slots.stack_recall,
        gates=("of_input/bias", "act/bias", "push/bias"),
    )


MEMORIES = {
    "FastWeightsCell": Memory(
        lambda: layers.FastWeightsCell(UNITS, decay=0.9, inner_steps=2),
        definitions.fast_weights_steps(0.9, 0.5, 2),
        definitions.fast_weights_recall(0.9, 0.5),
    ),
    "HebbRosenblattCell": Memory(
        lambda: layers.HebbRosenblattCell(UNITS),
        definitions.hebb_rosenblatt_steps,
        definitions.hebb_rosenblatt_recall,
        draw=positive,
    ),
    "OuterProductCell": outer_product("hebb"),
    "OuterProductCell, delta": outer_product("delta", "learned", heads=2),
    "OuterProductCell, oja": outer_product("oja"),
    "OuterProductCell, RetNet": outer_product("hebb", (0.9, 0.8), heads=2),
    "OuterProductCell, brought": outer_product("delta", width=9),
    "PlasticCell": plastic("hebb"),
    "PlasticCell, oja": plastic("oja"),
    "PlasticCell, modulated": plastic("modulated"),
    "PlasticCell, retroactive": plastic("retroactive"),
    "DNCCell": addressed(layers.DNCCell, "dnc", slots=3),
    "HopfieldMemory": Memory(
        lambda: layers.HopfieldMemory(UNITS, slots=2, beta=0.7),
        partial(definitions_of_slots.hopfield_steps, beta=0.7),
        partial(definitions_of_slots.hopfield_recall, beta=0.7),
        counts=(2,),
    ),
    "LSTMMemory": Memory(
        lambda: layers.LSTMMemory(UNITS),
        definitions_of_slots.lstm_steps,
        definitions_of_slots.first_recall,
        gates=("lstm/bias",),
    ),
    "MeanMemory": Memory(
        lambda: layers.MeanMemory(UNITS),
        definitions_of_slots.mean_steps,
        definitions_of_slots.first_recall,
        counts=(1,),
    ),
    "NTMCell": addressed(layers.NTMCell, "ntm", slots=4),
    "NTMCell, dynamic": addressed(
        layers.NTMCell, "ntm", slots=4, width=2, address_width=1, no_op=True, usage=True
    ),
    "StackCell": stacks(no_op=False),
    "StackCell, with a no-op": stacks(no_op=True),
}
