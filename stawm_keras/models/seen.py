"""What models see, by name.

Export, boards, pictures and scores ask for names and never for a model's class.
"""

import functools

import keras

from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers import Sensor


def seen(model):
    """The symbolic tensors of all that a model sees, makes and answers, by name.

    Of each glimpse loop in the model, however deep, that is what the loop returns (`"poses"` and
    `"memory"`, say), and where its cell has a sensor, what was seen, `"glimpses"`
    `(B, N, h, w, C)`, in the units of the model's own input, and where on the image that was,
    `"frames"` `(B, N, F, 4, 2)`, in pixels (see `Sensor.frames`). Models of this library add what
    they draw; of other models the outputs are added, under their names in a dictionary or those of
    their layers: a model whose last layer is named `"logits"` is a classifier to all that asks.

    Args:
        model: Functional or sequential Keras model.

    Returns:
        Dictionary of `keras.KerasTensor`s, or structures of them, that depend on `model.input`.

    Raises:
        ValueError: If the model is not functional.

    Example:

    >>> vae = stawm_keras.models.BetaVAE((32, 32, 3), [(8, 4, 2, 1), (16, 4, 2, 1)], latent_units=4)
    >>> sorted(stawm_keras.models.seen(vae))
    ['drawing', 'kl', 'latents']
    """
    return {name: make() for name, make in _all(model).items()}


def observe(model, *names):
    """A model that computes some of what a model sees, and nothing else.

    Args:
        model: Functional or sequential Keras model.
        *names: Strings, names of `seen`.

    Returns:
        `keras.Model` from the model's input to a dictionary of these names. It shares the model's
        weights.

    Raises:
        ValueError: If a name is not one of `seen`, none is given, or the model is not functional.

    Example:

    >>> vae = stawm_keras.models.BetaVAE((32, 32, 3), [(8, 4, 2, 1), (16, 4, 2, 1)], latent_units=4)
    >>> look = stawm_keras.models.observe(vae, "latents", "kl")
    >>> sorted(look(np.zeros((2, 32, 32, 3))))
    ['kl', 'latents']
    """
    return keras.Model(graph_of(model).input, named(model, *names))


def named(model, *names):
    """Some of what a model sees; raises `ValueError` for a name that there is not."""
    found = _all(model)
    missing = [name for name in names if name not in found]
    if missing or not names:
        raise ValueError(
            f"Of {model.name} there is to be seen: {', '.join(sorted(found))}; name some of them. "
            f"Received: {', '.join(map(repr, missing)) or 'no name'}"
        )
    return {name: found[name]() for name in names}


def looks(model):
    """Whether there is anything to be seen in a model beside its outputs."""
    layers = model._flatten_layers()
    return any(isinstance(layer, GlimpseLoop) or hasattr(layer, "own_seen") for layer in layers)


def _all(model):
    """A function for each name, which gives its tensors: few of them are asked for at once."""
    graph = graph_of(model)
    found = {}
    for operation, arguments, outputs in calls_of(graph):
        if isinstance(operation, GlimpseLoop):
            parts = _of_loop(operation, arguments, outputs, graph)
        elif isinstance(operation, keras.Model) and looks(operation):
            parts = _of_inner(operation, arguments)
        else:
            continue
        for name, make in parts.items():
            # A second loop's names stand behind the loop's.
            found[f"{operation.name}_{name}" if name in found else name] = make
    own = getattr(model, "own_seen", None)
    return found | _given(outputs_of(graph) if own is None else own)


def _given(tensors):
    return {name: lambda tensor=tensor: tensor for name, tensor in tensors.items()}


def graph_of(model):
    """A sequential model holds a functional one."""
    graph = getattr(model, "_functional", None) or model
    if not hasattr(graph, "operations"):
        raise ValueError(
            "`model` must be a functional or sequential Keras model that is built: what others see "
            f"has no names. Received: {model.name}, of class {type(model).__name__}"
        )
    return graph


def calls_of(graph):
    """Every call in a functional model: the operation, its arguments, and its flat outputs."""
    for depth in sorted(graph._nodes_by_depth, reverse=True):
        for node in graph._nodes_by_depth[depth]:
            yield node.operation, node.arguments, node.output_tensors


def _of_loop(loop, arguments, outputs, graph):
    """What a loop returns, and what is to be seen with its cell's sensor."""
    returned = dict(loop.named(outputs))
    sensor = loop.cell.sensor
    if sensor is None or "poses" not in returned:
        return _given(returned)
    poses = returned["poses"]
    image = arguments.args[0] if arguments.args else arguments.kwargs["image"]
    # What the model itself is given can be shown; the loop may be given it normalised.
    if len(graph.inputs) == 1 and graph.inputs[0].shape[1:] == image.shape[1:]:
        image = graph.inputs[0]

    return {**_given(returned), **seen_with(sensor, image, poses, loop.name)}


def seen_with(sensor, image, poses, name):
    """Functions for what a sensor sees of an image and where that is, by name.

    Args:
        sensor: The `Sensor`; that which looks again has its config, and is float32.
        image: Symbolic tensor `(B, H, W, C)`, or `(B, N, H, W, C)`, in the units to be shown.
        poses: Symbolic tensor `(B, N, P)`.
        name: String, what the name of the layer that looks again begins with.
    """

    def glimpses():
        config = {**sensor.get_config(), "dtype": "float32", "name": f"{name}_glimpses"}
        return type(sensor).from_config(config)(image, poses)

    def frames():
        return sensor.frames(poses, image.shape[-3:])

    # Only pictures need them: a sensor may do without.
    found = {"glimpses": glimpses, "frames": frames}
    return {"glimpses": glimpses} if type(sensor).frames is Sensor.frames else found


def _of_inner(model, arguments):
    """What is to be seen in a model that is called in another one."""

    def make(name):
        return observe(model, name)(*arguments.args, **arguments.kwargs)[name]

    return {name: functools.partial(make, name) for name in _all(model)}


def outputs_of(graph):
    """A model's outputs by name."""
    if isinstance(graph.output, dict):
        return dict(graph.output)
    return dict(zip(graph.output_names, graph.outputs, strict=True))
