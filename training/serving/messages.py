"""The bodies of requests and answers, in TensorFlow Serving's row and column formats."""

import base64
import threading
from itertools import chain

import numpy as np
import orjson

from training.serving.pictures import INPUT
from training.serving.pictures import decodable
from training.serving.refused import Refused

# The only key of an object that stands for bytes.
BASE64 = "b64"
# Outputs whose names end so are bytes; of others that are strings, they are text.
BYTES = "_bytes"

# One body at a time: parsed, it can take 25 times its bytes until it is arrays.
_PARSING = threading.Lock()


def answer(body, signatures, pixels):
    """The body of the answer to the body of a `:predict` request.

    Args:
        body: Bytes, as received.
        signatures: `Signature` by name.
        pixels: The most pixels that pictures in a request may have together.

    Raises:
        Refused: If the request cannot be answered; other requests are not touched.
    """
    with _PARSING:
        signature, arrays, by_row = _understand(body, signatures, pixels)
    outputs = signature.run(arrays)
    outputs = {name: _readable(name, output) for name, output in outputs.items()}
    return _dump({"predictions": _rows(outputs)} if by_row else {"outputs": _single(outputs)})


def _understand(body, signatures, pixels):
    """The signature that is asked, arrays by input, and whether by row."""
    request = _parse(body)
    signature = _signature(request, signatures)
    by_row = "instances" in request
    if by_row == ("inputs" in request):
        raise Refused(400, "Give either 'instances', a list of rows, or 'inputs', all rows in one.")
    if by_row:
        columns = _columns(request["instances"], signature)
    else:
        columns = _named(request["inputs"], signature.inputs)
    arrays = _arrays(columns, signature)
    if signature.takes_pictures:
        arrays[INPUT] = decodable(arrays[INPUT], pixels)
    return signature, arrays, by_row


def _parse(body):
    try:
        request = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(400, f"The body must be JSON without NaN or Infinity: {error}") from error
    if not isinstance(request, dict):
        raise Refused(400, "The body must be a JSON object with 'instances' or 'inputs'.")
    return request


def _signature(request, signatures):
    name = request.get("signature_name", "serving_default")
    if not isinstance(name, str) or name not in signatures:
        raise Refused(
            400, f"There is no signature {name!r:.100}: there are {', '.join(signatures)}."
        )
    return signatures[name]


def _named(value, inputs):
    """Values by input: a single input need not be named."""
    if isinstance(value, dict) and not _is_base64(value):
        if set(value) != set(inputs):
            received = f"{', '.join(value):.100}"
            raise Refused(400, f"Inputs must be {', '.join(inputs)}: received {received}.")
        return value
    if len(inputs) > 1:
        raise Refused(400, f"Inputs must be named: there are {', '.join(inputs)}.")
    return dict.fromkeys(inputs, value)


def _columns(rows, signature):
    """Values by input, of a list of rows."""
    if not isinstance(rows, list):
        raise Refused(400, "'instances' must be a list of rows.")
    _check_rows(rows, signature)
    named = [_named(row, signature.inputs) for row in rows]
    return {name: [row[name] for row in named] for name in signature.inputs}


def _check_rows(rows, signature):
    if len(rows) > signature.batch_size:
        raise Refused(413, f"A request may have {signature.batch_size} rows: received {len(rows)}.")


def _arrays(columns, signature):
    arrays = {name: _array(name, columns[name], signature) for name in signature.inputs}
    if len({len(array) for array in arrays.values()}) > 1:
        raise Refused(400, "All inputs must have as many rows.")
    return arrays


def _array(name, value, signature):
    spec = signature.inputs[name]
    if isinstance(value, list):
        _check_rows(value, signature)
    wanted = "(" + ", ".join("any" if size is None else str(size) for size in spec.shape) + ")"
    shape, leaves = _unnest(value)
    kinds = set(map(type, leaves))
    if list in kinds:
        raise Refused(
            400, f"{name} must have the shape {wanted}: received lists of unequal length or depth."
        )
    is_text = spec.dtype.name == "string"
    if not is_text and not kinds <= {int, float}:
        raise Refused(400, f"{name} must be numbers: received something else among them.")
    if not leaves or not spec.shape.is_compatible_with(shape):
        raise Refused(400, f"{name} must have the shape {wanted}: received {shape}.")
    return (_texts if is_text else _numbers)(name, leaves, spec).reshape(shape)


def _numbers(name, leaves, spec):
    array = np.asarray(leaves)
    with np.errstate(all="ignore"):  # What does not fit is refused here.
        cast = array.astype(spec.dtype.as_numpy_dtype)
    if spec.dtype.is_floating and not np.isfinite(cast).all():
        raise Refused(400, f"{name} must be finite in {spec.dtype.name}: received larger numbers.")
    if spec.dtype.is_integer and not (array == cast).all():
        raise Refused(
            400,
            f"{name} must be whole numbers from {spec.dtype.min} to {spec.dtype.max}: received "
            "others among them.",
        )
    return cast


def _texts(name, leaves, _):
    array = np.empty(len(leaves), object)
    array[:] = [_bytes(name, leaf) for leaf in leaves]
    return array


def _bytes(name, value):
    if isinstance(value, str):
        return value.encode()
    if not _is_base64(value):
        raise Refused(
            400, f'{name} must be {{"{BASE64}": "..."}} or texts: received something else.'
        )
    try:
        return base64.b64decode(value[BASE64], validate=True)
    except ValueError as error:
        raise Refused(400, f"{name} must be in base64: {error}.") from error


def _is_base64(value):
    """Whether it stands for bytes, as TensorFlow Serving has it."""
    return isinstance(value, dict) and value.keys() == {BASE64} and isinstance(value[BASE64], str)


def _unnest(value):
    """Shape of nested lists, and their elements in order; the shape ends where lists differ.

    NumPy would do it too, but makes an array of whatever is in them, long texts among it.
    """
    shape: list[int] = []
    level = [value]
    while set(map(type, level)) == {list}:
        sizes = set(map(len, level))
        if len(sizes) > 1:
            break
        shape += sizes
        level = list(chain.from_iterable(level))
    return tuple(shape), level


def _readable(name, output):
    """An output as it is written: text and bytes as JSON has them."""
    if output.dtype == object:
        written = np.frompyfunc(_in_base64 if name.endswith(BYTES) else _text, 1, 1)
        return written(output).tolist()
    if not np.isfinite(output).all():
        raise Refused(
            400, "The answer is not finite: give inputs in the range that the model was made for."
        )
    return output


def _text(value):
    return value.decode(errors="replace")


def _in_base64(value):
    return {BASE64: base64.b64encode(value).decode()}


def _single(outputs):
    """The only output alone, or all of them by name."""
    return outputs if len(outputs) > 1 else next(iter(outputs.values()))


def _rows(outputs):
    return [
        _single(dict(zip(outputs, row, strict=True))) for row in zip(*outputs.values(), strict=True)
    ]


def _dump(value):
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
