"""Videos, frame by frame, as they come."""

from keras import ops
from keras import tree

from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers import Sensor
from stawm_keras.models.seen import calls_of
from stawm_keras.models.seen import graph_of
from stawm_keras.models.seen import outputs_of


def watch(model, frame, state=None):
    """What a model that looks at videos sees and answers after one more frame.

    After the frames of a whole video that is what the model says of it, so that an answer is there
    at every frame, and there may be more frames than glimpses. What is known before the first look,
    such as the context of `STAWMBackbone`, is of the first frame.

    Args:
        model: Functional Keras model with a glimpse loop that looks at a frame for every glimpse:
            one of this library's made with `video=True`, or a user's own.
        frame: Tensor or array `(B, H, W, C)`, pixels in [0, 255].
        state: What the last call returned; `None` at the first frame.

    Returns:
        Tuple of a dictionary of tensors, and the state, a dictionary that the next call takes. The
        tensors are the model's answers, `"logits"` of one that classifies, what its loop returns,
        `"poses"` `(B, n, P)` of n frames so far, say, and where its sensor has them, `"frames"`
        `(B, n, F, 4, 2)`.

    Raises:
        ValueError: If the model has no such loop, or takes frames of another shape.

    Example:

    >>> model = stawm_keras.models.RecurrentAttention((20, 20, 1), 10, num_glimpses=4, video=True)
    >>> state = None
    >>> for frame in np.full((3, 2, 20, 20, 1), 255.0):  # Of two videos.
    ...     seen, state = stawm_keras.models.watch(model, frame, state)
    >>> seen["logits"].shape, seen["poses"].shape
    ((2, 10), (2, 3, 2))
    """
    graph = graph_of(model)
    calls = list(calls_of(graph))
    loop, arguments, outputs = _loop_at_videos(model, calls)
    shape = graph.inputs[0].shape[2:]
    if tuple(frame.shape[1:]) != shape:
        raise ValueError(
            f"A frame that {model.name} watches is of shape (batch, {', '.join(map(str, shape))}). "
            f"Received: a frame of shape {tuple(frame.shape)}"
        )
    makers = {id(tensor): call for call in calls for tensor in call[2]}

    def value(tensor):
        """The value of a symbolic tensor, made of others' where there is none yet."""
        if id(tensor) not in values:
            operation, given, made = makers[id(tensor)]
            for needed in given.keras_tensors:
                value(needed)
            args, kwargs = given.fill_in(values)
            made_now = tree.flatten(operation(*args, **kwargs))
            values.update(zip(map(id, made), made_now, strict=True))
        return values[id(tensor)]

    values = {id(graph.inputs[0]): ops.expand_dims(ops.convert_to_tensor(frame), 1)}
    image, context = _image_and_context(*arguments.args, **arguments.kwargs)
    now = value(image)[:, 0]
    if state is None:
        # All else that does not wait for the loop is of the first frame, and stays.
        of_frame, later = set(values), _behind(outputs, calls)
        there = [tensor for call in calls for tensor in call[2]]
        there = [tensor for tensor in there if id(tensor) not in of_frame | later]
        first = {tensor.name: value(tensor) for tensor in there}
        looked, looking = loop.watch(now, None if context is None else value(context))
    else:
        first = state["first"]
        known = [tensor for call in calls for tensor in call[2] if tensor.name in first]
        values |= {id(tensor): first[tensor.name] for tensor in known}
        looked, looking = loop.watch(now, state=state["loop"])
    values |= zip(map(id, outputs), tree.flatten(looked), strict=True)

    answers = getattr(model, "own_seen", None) or outputs_of(graph)
    seen = dict(looked)
    seen |= {name: value(tensor) for name, tensor in answers.items() if id(tensor) in makers}
    sensor = loop.cell.sensor
    if sensor is not None and "poses" in seen and type(sensor).frames is not Sensor.frames:
        seen["frames"] = sensor.frames(seen["poses"], shape)
    return seen, {"first": first, "loop": looking}


def _loop_at_videos(model, calls):
    """The one call of a loop that looks at a frame for every glimpse."""
    loops = [call for call in calls if isinstance(call[0], GlimpseLoop)]
    if len(loops) == 1:
        _, arguments, _ = loops[0]
        image, _ = _image_and_context(*arguments.args, **arguments.kwargs)
        if len(image.shape) == 5:
            return loops[0]
    raise ValueError(
        "`model` must have one glimpse loop, not within another model, that looks at a frame for "
        f"every glimpse: make it with `video=True`. Received: {model.name}, of class "
        f"{type(model).__name__}, which has {len(loops)} at images"
    )


def _image_and_context(image, context=None, training=None):
    """What of a loop's arguments it looks at, and what is known before."""
    return image, context


def _behind(tensors, calls):
    """The ids of symbolic tensors, and of all that is made of them."""
    found = set(map(id, tensors))
    for _, arguments, outputs in calls:  # In the order in which they can be made.
        if any(id(tensor) in found for tensor in arguments.keras_tensors):
            found |= set(map(id, outputs))
    return found
