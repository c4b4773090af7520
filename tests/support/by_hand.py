"""Weights of controllers that are set by hand, so that what a memory is told is known."""

import numpy as np

# What the LSTM below says of an input of 1.
LOUD = np.tanh(1.0)


def repeats_its_input(controller, width):
    """Has an LSTM forget all, and say `LOUD` times the signs of the first `width` inputs."""
    units = controller.units
    kernel = np.zeros(controller.kernel.shape)
    kernel[:width, 2 * units : 2 * units + width] = 10 * np.eye(width)
    write, keep, new, show = (np.full(units, bias) for bias in (20, -20, 0, 20))
    controller.kernel.assign(kernel)
    controller.recurrent_kernel.assign(np.zeros(controller.recurrent_kernel.shape))
    controller.bias.assign(np.concatenate([write, keep, new, show]))


def says(interface, always, **of_inputs):
    """Has a memory be told what follows from the signs of inputs.

    Args:
        interface: `Interface`.
        always: Dictionary of numbers or arrays by the parts' names; others are zero.
        **of_inputs: Arrays `(F, *shape)` by the parts' names, what each of F inputs adds.
    """
    kernel, bias, start = np.zeros(interface.kernel.shape), np.zeros(interface.bias.shape), 0
    for name, shape in interface.parts.items():
        part = slice(start, start + int(np.prod(shape)))
        bias[part] = np.broadcast_to(always.get(name, 0), shape).reshape(-1)
        if name in of_inputs:
            added = np.asarray(of_inputs[name])
            kernel[: len(added), part] = added.reshape(len(added), -1) / LOUD
        start = part.stop
    interface.kernel.assign(kernel)
    interface.bias.assign(bias)
