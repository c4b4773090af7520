"""What layers return while a model is called, wherever in it they are.

A functional model shows the tensors between its own layers; those of a layer that a glimpse loop
calls it does not.
"""

import contextlib


@contextlib.contextmanager
def tapped(layer, function):
    """While it lasts, all that a layer returns goes through a function."""
    call, of_its_own = layer.call, "call" in vars(layer)  # Where it is tapped already.
    layer.call = lambda *args, **kwargs: function(call(*args, **kwargs))
    try:
        yield
    finally:
        if of_its_own:
            layer.call = call
        else:
            del layer.call


@contextlib.contextmanager
def recorded(layers):
    """While it lasts, what each of some layers returns is added to a list, call by call.

    Yields:
        List of these lists.
    """
    outputs: list[list] = [[] for _ in layers]
    with contextlib.ExitStack() as stack:
        for layer, record in zip(layers, outputs, strict=True):
            stack.enter_context(tapped(layer, _into(record)))
        yield outputs


def _into(record):
    def keep(output):
        record.append(output)
        return output

    return keep
