"""What the formats of a single file share."""

import json
import pathlib
import re

import keras
import numpy as np

from stawm_keras.export.endpoints import endpoints
from stawm_keras.export.labels import names_of_logits
from stawm_keras.whole import whole_file

TOLERANCE = 1e-3
IMAGES = 3


def export_checked(model, path, convert, run):
    """Converts a model's default signature, and keeps the file if it answers as the model does.

    The model is taken in float32, which every runtime has.

    Args:
        model: Model to export.
        path: Path of the file; made whole or not at all.
        convert: Function of a `tf.Module`, with the signature as its `answer` and the model's
            `class_names`, a tuple or `None`, and the file to write.
        run: Function of the file and images to a dictionary of outputs.

    Returns:
        `path` as a `pathlib.Path`.

    Raises:
        ValueError: If the model has no signatures, its names are not those of its classes, or
            `path` cannot be written to.
        RuntimeError: If Keras' backend is not TensorFlow, or the file does not answer as the model.
    """
    endpoints(model)  # Raises if there are none.
    path = pathlib.Path(path)
    try:
        with whole_file(path) as whole:
            _write(_in_float32(model), names_of_logits(model), whole, convert, run)
    except OSError as error:
        raise ValueError(
            f"`path` must be a file that can be written. Received: path={str(path)!r} ({error})"
        ) from error
    return path


def _in_float32(model):
    """The model again, with its weights but in float32."""
    config = json.dumps(keras.saving.serialize_keras_object(model))
    config = json.loads(re.sub('"mixed_b?float16"', '"float32"', config))
    copy = keras.saving.deserialize_keras_object(config)
    copy.set_weights(model.get_weights())
    return copy


def _write(model, class_names, file, convert, run):
    import tensorflow as tf

    exported = tf.Module()
    exported.class_names = class_names
    exported.weights = [variable.value for variable in model.variables]
    spec = tf.TensorSpec(model.inputs[0].shape, "float32", name="images")
    default = next(iter(endpoints(model).values()))
    exported.answer = tf.function(default, input_signature=[spec], autograph=False)
    shape = (IMAGES, *model.inputs[0].shape[1:])
    images = np.random.default_rng(0).uniform(0, 255, shape).astype("float32")
    expected = exported.answer(tf.constant(images))
    try:
        convert(exported, file)
        answers = run(file, images)
    except ModuleNotFoundError as error:
        raise RuntimeError(
            f"A model is written as {file.suffix} with {error.name}: install "
            "`stawm-keras[onnx,litert]`."
        ) from error
    except Exception as error:  # Converters and runtimes have errors of many classes.
        said, _, _ = str(error).strip().partition("\n")
        raise RuntimeError(f"The model cannot be written as {file.suffix}: {said}") from error
    for name, output in expected.items():
        # Of two classes equally probable, any may be the label.
        if output.dtype.is_floating and not np.allclose(
            answers[name], output, rtol=TOLERANCE, atol=TOLERANCE
        ):
            off = np.abs(answers[name] - output).max()
            raise RuntimeError(
                f"What was written as {file.suffix} answers otherwise than the model: its "
                f"{name} are up to {off:.2g} off."
            )
