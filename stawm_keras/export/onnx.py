"""Models as ONNX files."""

import json

import numpy as np

from stawm_keras.export.one_file import export_checked


def export_onnx(model, path):
    """Writes a model as an ONNX file, which is first run by onnxruntime and compared.

    The file takes `images` `(B, height, width, channels)`, float32, pixels in [0, 255], to what the
    default signature of `export_saved_model` gives, under the same names. The names of the classes,
    where the model has them, are in the file's metadata, `"class_names"`, as a list in JSON.

    Args:
        model: Functional or sequential Keras model with `"logits"` or a `"drawing"` to be seen (see
            `stawm_keras.models.seen`). It is written in float32, whatever its dtype policy.
        path: Path of the file; one that is there is replaced.

    Returns:
        `pathlib.Path` of the file.

    Raises:
        ValueError: If the model has neither of the two, its names are not those of its classes, or
            `path` cannot be written to.
        RuntimeError: If Keras' backend is not TensorFlow, or the file does not answer as the model.

    Example:

    ```python
    stawm_keras.export.export_onnx(classifier, "digits.onnx")
    # Elsewhere, with onnxruntime alone:
    session = onnxruntime.InferenceSession("digits.onnx")
    session.run(["label"], {"images": images})
    json.loads(session.get_modelmeta().custom_metadata_map["class_names"])
    ```
    """
    return export_checked(model, path, _convert, _run)


def _convert(exported, file):
    import onnx
    import tf2onnx

    answer = exported.answer
    model, _ = tf2onnx.convert.from_function(answer, answer.input_signature)
    for node in model.graph.node:
        if node.op_type == "ConvTranspose":
            _mend_padding(node)
    if exported.class_names is not None:
        model.metadata_props.add(key="class_names", value=json.dumps(list(exported.class_names)))
    onnx.save(model, file)


def _mend_padding(node):
    """Makes tf2onnx's negative padding, which ONNX forbids, the output padding that it stands for.

    It comes of strides that do not divide their input, as those of most drawers' decoders.
    """
    from onnx.helper import make_attribute

    pads = next(attribute.ints for attribute in node.attribute if attribute.name == "pads")
    sides = np.reshape(pads, (2, -1))
    missing = np.maximum(-sides.sum(axis=0), 0)
    pads[:] = np.where(missing, 0, sides).ravel().tolist()
    node.attribute.append(make_attribute("output_padding", missing.tolist()))


def _run(file, images):
    import onnxruntime

    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {"images": images}), strict=True))
