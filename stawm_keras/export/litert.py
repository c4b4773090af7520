"""Models as LiteRT files, formerly TensorFlow Lite."""

import zipfile

from stawm_keras.export.labels import LABELS
from stawm_keras.export.labels import as_lines
from stawm_keras.export.one_file import export_checked


def export_litert(model, path):
    """Writes a model as a LiteRT file, which is first run by its interpreter and compared.

    Its only signature, `serving_default`, takes `images` `(B, height, width, channels)`, float32,
    pixels in [0, 255], to what the default signature of `export_saved_model` gives, under the same
    names. It needs none but LiteRT's own operations. The names of the classes, where the model has
    them, are the file `labels.txt`, a name a line, which is packed into the end of the LiteRT file
    as LiteRT's metadata are.

    Args:
        model: Functional or sequential Keras model with `"logits"` or a `"drawing"` to be seen (see
            `stawm_keras.models.seen`). It is written in float32, whatever its dtype policy.
        path: Path of the file, `.tflite`; one that is there is replaced.

    Returns:
        `pathlib.Path` of the file.

    Raises:
        ValueError: If the model has neither of the two, its names are not those of its classes, or
            `path` cannot be written to.
        RuntimeError: If Keras' backend is not TensorFlow, or the file does not answer as the model.

    Example:

    ```python
    stawm_keras.export.export_litert(classifier, "digits.tflite")
    # Elsewhere, with ai-edge-litert alone:
    interpreter = ai_edge_litert.interpreter.Interpreter("digits.tflite")
    interpreter.get_signature_runner()(images=images)["label"]
    zipfile.ZipFile("digits.tflite").read("labels.txt").decode().splitlines()
    ```
    """
    return export_checked(model, path, _convert, _run)


def _convert(exported, file):
    import tensorflow as tf

    answer = exported.answer.get_concrete_function()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([answer], exported)
    file.write_bytes(converter.convert())
    if exported.class_names is not None:
        # What reads the model passes over the archive behind it.
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr(LABELS, as_lines(exported.class_names))


def _run(file, images):
    from ai_edge_litert.interpreter import Interpreter

    return Interpreter(str(file)).get_signature_runner()(images=images)
