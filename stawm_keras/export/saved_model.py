"""Models as TensorFlow SavedModels."""

import pathlib
import re

from stawm_keras.export.endpoints import endpoints
from stawm_keras.export.labels import LABELS
from stawm_keras.export.labels import as_lines
from stawm_keras.export.labels import names_of_logits
from stawm_keras.export.warm_up import write_warm_up_requests
from stawm_keras.whole import beside


def export_saved_model(model, root, name):
    """Writes a model as the next version of a SavedModel.

    The version's folder is `root/name/VERSION`, as TensorFlow Serving wants it, and appears only
    when everything in it is written.

    Signatures, each from `images` `(B, height, width, channels)`, pixels in [0, 255], to a
    dictionary; a model has those of what it can do, and the first of them as `serving_default`:

    * `sketch`, of a model that classifies and draws: `probabilities`, `label` and `drawing`.
    * `classify`, of every other classifier: `probabilities` `(B, classes)`, float32, and `label`
      `(B,)`, int64.
    * `draw`, of every model that draws: `drawing` `(B, height, width, channels)`, pixels in [0, 1];
      of one that draws step by step also `canvases` `(B, N, height, width, channels)`, and `masks`
      `(B, N, height, width, 1)` where sketches have masks.
    * `glimpses`, of every model that looks: `poses` `(B, N, P)` and `glimpses` `(B, N, h, w, C)`,
      pixels in [0, 255], both float32.

    Where the model has names of its classes (see `stawm_keras.models.class_names_of`), they are the
    asset `assets/labels.txt`, a name a line, and beside every `label` stands its `name` `(B,)`, a
    string.

    A signature has one dtype: these take float32, and `classify_uint8` and so on take uint8. In
    Python the loaded object also has functions `classify` and so on, which take either.

    A request for each signature lies beside the model, with which TensorFlow Serving warms it up
    before it says that the model is available.

    Args:
        model: Functional or sequential Keras model with `"logits"` or a `"drawing"` to be seen (see
            `stawm_keras.models.seen`).
        root: Path of the folder of all exported models; made if it is not there.
        name: String, the model's folder in `root`: letters, digits, `.`, `_` and `-`.

    Returns:
        `pathlib.Path` of the new version's folder.

    Raises:
        ValueError: If `name` cannot name a folder, the model has neither of the two, its names are
            not those of its classes, or `root` cannot be written to.
        RuntimeError: If Keras' backend is not TensorFlow, or tensorflow-serving-api is not
            installed.

    Example:

    ```python
    folder = stawm_keras.export.export_saved_model(classifier, "saved_models", "digits")
    # Elsewhere, with TensorFlow alone:
    loaded = tf.saved_model.load(folder)
    loaded.classify(images)["label"]
    ```
    """
    if not isinstance(name, str) or not re.fullmatch("[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise ValueError(
            "`name` must be made of letters, digits, '.', '_' and '-' and start with a letter or "
            f"digit. Received: name={name!r}"
        )
    found = endpoints(model, names_of_logits(model))
    folder = pathlib.Path(root, name)
    try:
        with beside(folder) as whole:
            _write(model, found, whole)
            return _publish(whole, folder)
    except OSError as error:
        raise ValueError(
            "`root` must be a folder that can be written to. Received: "
            f"root={str(root)!r} ({error})"
        ) from error


def _write(model, endpoints, folder):
    import tensorflow as tf

    def images(dtype):
        return tf.TensorSpec(model.inputs[0].shape, dtype, name="images")

    def of_any_dtype(endpoint):
        # The network is traced once; the function of each dtype only casts and calls it.
        network = tf.function(endpoint, autograph=False).get_concrete_function(images("float32"))
        return tf.function(lambda images: network(tf.cast(images, "float32")), autograph=False)

    exported, signatures = tf.Module(), {}
    exported.weights = [variable.value for variable in model.variables]
    for name, endpoint in endpoints.items():
        function = of_any_dtype(endpoint)
        setattr(exported, name, function)
        signatures[name] = function.get_concrete_function(images("float32"))
        signatures[f"{name}_uint8"] = function.get_concrete_function(images("uint8"))
    signatures["serving_default"] = signatures[next(iter(endpoints))]
    class_names = names_of_logits(model)
    if class_names is not None:
        exported.labels = _asset(class_names, folder)
    tf.saved_model.save(exported, str(folder), signatures=signatures)
    inputs = {name: made.structured_input_signature[0][0] for name, made in signatures.items()}
    write_warm_up_requests(folder, inputs)


def _asset(class_names, folder):
    """The names as an asset: TensorFlow copies its file, which goes with all beside the folder."""
    import tensorflow as tf

    file = folder.with_name(".labels") / LABELS
    file.parent.mkdir()
    file.write_bytes(as_lines(class_names))
    return tf.saved_model.Asset(str(file))


def _publish(whole, folder):
    """Renames `whole` to the next version in `folder`."""
    folder.mkdir(exist_ok=True)
    versions = [int(path.name) for path in folder.iterdir() if re.fullmatch("[0-9]+", path.name)]
    return whole.rename(folder / str(max(versions, default=0) + 1))
