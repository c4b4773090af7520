"""Models as ONNX files."""

from stawm_keras.export.one_file import export_checked


def export_onnx(model, path):
    """Writes a model as an ONNX file, which is first run by onnxruntime and compared.

    The file takes `images` `(B, height, width, channels)`, float32, pixels in [0, 255], to what the
    default signature of `export_saved_model` gives, under the same names.

    Args:
        model: Model to export, of one of the classes of `stawm_keras.models` with a head. It is
            written in float32, whatever its dtype policy.
        path: Path of the file; one that is there is replaced.

    Returns:
        `pathlib.Path` of the file.

    Raises:
        ValueError: If the model's class has no signatures, or `path` cannot be written to.
        RuntimeError: If Keras' backend is not TensorFlow, or the file does not answer as the model.

    Example:

    ```python
    stawm_keras.export.export_onnx(classifier, "digits.onnx")
    # Elsewhere, with onnxruntime alone:
    session = onnxruntime.InferenceSession("digits.onnx")
    session.run(["label"], {"images": images})
    ```
    """
    return export_checked(model, path, _convert, _run)


def _convert(exported, file):
    import tf2onnx

    answer = exported.answer
    tf2onnx.convert.from_function(answer, answer.input_signature, output_path=str(file))


def _run(file, images):
    import onnxruntime

    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {"images": images}), strict=True))
