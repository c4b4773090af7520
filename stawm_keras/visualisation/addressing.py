"""Where the heads of a memory are while it reads a sequence.

Symbols: B sequences, T steps, F features of a step, S slots.
"""

import keras
import numpy as np

# Inches: of a step, of a feature or a slot, of the smallest panel, and of names beside the panels.
_STEP, _ROW, _LEAST, _NAMES = 0.14, 0.05, 0.3, 1.0


def trace_addressing(model, sequences):
    """Runs a model's memory step by step, and keeps where its heads are.

    Args:
        model: Functional or Sequential Keras model with a `keras.layers.RNN` around a memory whose
            heads find slots, such as `NTMCell` or `DNCCell`.
        sequences: Array `(B, T, F)`, or what else the model is given.

    Returns:
        Dictionary of float arrays `(B, T, heads, S)`, of what the memory's `addressing` says after
        every step: `"read"` and `"write"`, weightings; of a `DNCCell`, `"usage"` and `"allocation"`
        too.

    Raises:
        ValueError: If the model has no such memory.

    Example:

    >>> cell = stawm_keras.layers.NTMCell(8, slots=5, width=3, heads=2)
    >>> inputs = keras.Input((None, 4))
    >>> model = keras.Model(inputs, keras.layers.RNN(cell)(inputs))
    >>> found = stawm_keras.visualisation.trace_addressing(model, np.zeros((2, 7, 4)))
    >>> {name: weights.shape for name, weights in found.items()}
    {'read': (2, 7, 2, 5), 'write': (2, 7, 1, 5)}
    """
    rnn = memory_with_heads(model)
    if rnn is None:
        raise ValueError(
            "The model must have a keras.layers.RNN around a memory whose heads find slots, such "
            f"as NTMCell or DNCCell. Received: {model}"
        )
    given = keras.Model(model.inputs, rnn.input).predict(sequences, verbose=0)
    states = rnn.cell.get_initial_state(len(given))
    steps: list[dict[str, np.ndarray]] = []
    for step in range(given.shape[1]):
        _, states = rnn.cell(keras.ops.convert_to_tensor(given[:, step]), states)
        found = rnn.cell.addressing(states)
        steps.append({name: keras.ops.convert_to_numpy(part) for name, part in found.items()})
    return {name: np.stack([step[name] for step in steps], axis=1) for name in steps[0]}


def memory_with_heads(model):
    """The RNN layer of a model whose cell has `addressing`, or `None`."""
    rnns = [layer for layer in model.layers if isinstance(layer, keras.layers.RNN)]
    return next((rnn for rnn in rnns if hasattr(rnn.cell, "addressing")), None)


def plot_addressing(sequence, addressing, answers=None, targets=None):
    """Draws a sequence, and under it where the heads of a memory are at every step.

    A column is a step, from left to right. Of weightings a row is a slot; black is 0 and the
    brightest colour 1.

    Args:
        sequence: Array `(T, F)`, what was given.
        addressing: Dictionary of arrays `(T, heads, S)`, one sequence of what `trace_addressing`
            returns.
        answers: Optional array `(T, ...)` of what was answered.
        targets: Optional array of that shape, of what should have been.

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own.

    Raises:
        ValueError: If the arrays do not have the same steps.

    Example:

    >>> weights = np.full((7, 1, 5), 0.2)
    >>> figure = stawm_keras.visualisation.plot_addressing(np.zeros((7, 4)), {"read": weights})
    >>> figure.savefig("addressing.png")

    Reference:
        Figures 6 and 7 of Graves, Wayne and Danihelka, "Neural Turing Machines", 2014
        (arXiv:1410.5401).
    """
    panels = {"given": sequence, "right": targets, "said": answers}
    for name, weights in addressing.items():
        heads = weights.shape[1]
        for head in range(heads):
            panels[f"{name} {head + 1}" if heads > 1 else name] = weights[:, head]
    panels = {
        name: np.reshape(part, (len(part), -1)).T
        for name, part in panels.items()
        if part is not None
    }
    steps = [part.shape[1] for part in panels.values()]
    if len(set(steps)) > 1:
        raise ValueError(
            "The sequence, the weightings, the answers and the targets must have as many steps. "
            f"Received: {dict(zip(panels, steps, strict=True))}"
        )
    return _draw(panels, steps[0])


def _draw(panels, steps):
    """A figure of arrays `(rows, T)`, one below the other."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    heights = [max(_LEAST, _ROW * len(part)) for part in panels.values()]
    size = max(3.0, _NAMES + _STEP * steps), sum(heights) + 0.1 * len(heights)
    figure = Figure(size, layout="constrained", dpi=120)
    FigureCanvasAgg(figure)
    axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=heights)[:, 0]
    for place, (name, part) in zip(axes, panels.items(), strict=True):
        place.imshow(part, cmap="inferno", vmin=0, vmax=1, aspect="auto", interpolation="nearest")
        place.set(xticks=[], yticks=[])
        place.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=7)
    return figure
