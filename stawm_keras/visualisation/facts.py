"""Which facts a question is answered from."""

import numpy as np

# Inches: of a line, of a letter and of a column.
_LINE, _LETTER, _COLUMN = 0.22, 0.075, 0.4


def plot_facts(facts, attention, title=""):
    """Draws facts, a line each, and how much of the attention each has in every hop.

    A column is a hop; white is 0 and the darkest colour 1.

    Args:
        facts: List of F strings.
        attention: Array `(hops, F)`, of one question what a model of facts has as `"facts"`.
        title: String, such as the question and its answer.

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own.

    Raises:
        ValueError: If there is no column for each fact.

    Example:

    >>> facts = ["Mary moved to the bathroom", "John went to the hallway"]
    >>> attention = np.array([[0.9, 0.1], [0.2, 0.8]])
    >>> figure = stawm_keras.visualisation.plot_facts(facts, attention, "Where is Mary?")
    >>> figure.savefig("facts.png")

    Reference:
        Figure 2 of Sukhbaatar et al., "End-To-End Memory Networks", 2015 (arXiv:1503.08895).
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    attention = np.asarray(attention)
    if attention.ndim != 2 or attention.shape[1] != len(facts) or not facts:
        raise ValueError(
            "`attention` must be of shape (hops, facts), with at least one fact. Received: "
            f"attention of shape {attention.shape} for {len(facts)} facts"
        )
    hops = len(attention)
    width = _LETTER * max(len(title), *map(len, facts)) + _COLUMN * hops
    figure = Figure((width + 0.3, _LINE * (len(facts) + 3)), layout="constrained", dpi=120)
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.imshow(attention.T, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for (hop, fact), part in np.ndenumerate(attention):
        if part >= 0.005:
            dark = "white" if part > 0.6 else "black"
            axes.text(hop, fact, f"{part:.2f}", ha="center", va="center", color=dark, fontsize=7)
    axes.set_xticks(range(hops), [f"hop {hop + 1}" for hop in range(hops)], fontsize=7)
    axes.set_yticks(range(len(facts)), facts, fontsize=8)
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    figure.suptitle(title, fontsize=9)
    return figure
