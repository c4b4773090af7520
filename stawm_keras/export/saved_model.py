"""Models as TensorFlow SavedModels."""

import pathlib
import re

from stawm_keras.export.endpoints import endpoints
from stawm_keras.export.labels import LABELS
from stawm_keras.export.labels import as_lines
from stawm_keras.export.labels import names_of_logits
from stawm_keras.export.pictures import images_of
from stawm_keras.export.pictures import takes_pictures
from stawm_keras.export.warm_up import write_warm_up_requests
from stawm_keras.whole import beside


def export_saved_model(model, root, name, fit="crop"):
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

    A signature has one dtype: these take float32, and `classify_uint8` and so on take uint8. Where
    images are grey or RGB, `classify_pictures` and so on take `image_bytes` `(B,)`, strings that
    are each a PNG, JPEG, GIF, BMP or WebP file of any size: TensorFlow Serving's REST API has them
    as `{"b64": ...}`. A picture is turned as its EXIF orientation says, resized with antialiased
    bilinear interpolation, and cropped or padded. In Python the loaded object also has functions
    `classify` and `classify_pictures` and so on; `classify` takes either dtype.

    A request for each signature lies beside the model, with which TensorFlow Serving warms it up
    before it says that the model is available.

    Args:
        model: Functional or sequential Keras model with `"logits"` or a `"drawing"` to be seen (see
            `stawm_keras.models.seen`).
        root: Path of the folder of all exported models; made if it is not there.
        name: String, the model's folder in `root`: letters, digits, `.`, `_` and `-`.
        fit: How pictures of another aspect ratio become images. `"crop"`: they cover the image, and
            what protrudes is cut off on both sides. `"pad"`: all of a picture lies within the
            image, and black around it.

    Returns:
        `pathlib.Path` of the new version's folder.

    Raises:
        ValueError: If `name` cannot name a folder, `fit` is neither, the model has neither of the
            two, its names are not those of its classes, or `root` cannot be written to.
        RuntimeError: If Keras' backend is not TensorFlow, or tensorflow-serving-api is not
            installed.

    Example:

    ```python
    folder = stawm_keras.export.export_saved_model(classifier, "saved_models", "digits")
    # Elsewhere, with TensorFlow alone:
    loaded = tf.saved_model.load(folder)
    loaded.classify(images)["label"]
    loaded.classify_pictures([tf.io.read_file("photo.jpg")])["label"]
    ```
    """
    if not isinstance(name, str) or not re.fullmatch("[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise ValueError(
            "`name` must be made of letters, digits, '.', '_' and '-' and start with a letter or "
            f"digit. Received: name={name!r}"
        )
    if fit not in ("crop", "pad"):
        raise ValueError(f'`fit` must be "crop" or "pad". Received: fit={fit!r}')
    found = endpoints(model, names_of_logits(model))
    folder = pathlib.Path(root, name)
    try:
        with beside(folder) as whole:
            _write(model, found, fit, whole)
            return _publish(whole, folder)
    except OSError as error:
        raise ValueError(
            "`root` must be a folder that can be written to. Received: "
            f"root={str(root)!r} ({error})"
        ) from error


def _write(model, endpoints, fit, folder):
    import tensorflow as tf

    shape = model.inputs[0].shape
    exported, signatures = tf.Module(), {}
    exported.weights = [variable.value for variable in model.variables]
    for name, endpoint in endpoints.items():
        of_images, of_pictures = _functions(endpoint, shape, fit)
        setattr(exported, name, of_images)
        for suffix, dtype in (("", "float32"), ("_uint8", "uint8")):
            images = tf.TensorSpec(shape, dtype, name="images")
            signatures[name + suffix] = of_images.get_concrete_function(images)
        if takes_pictures(shape):
            pictures = tf.TensorSpec((None,), "string", name="image_bytes")
            setattr(exported, f"{name}_pictures", of_pictures)
            signatures[f"{name}_pictures"] = of_pictures.get_concrete_function(pictures)
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


def _functions(endpoint, shape, fit):
    """The function of images of any dtype and that of pictures, which share one network."""
    import tensorflow as tf

    specification = tf.TensorSpec(shape, "float32", name="images")
    network = tf.function(endpoint, autograph=False).get_concrete_function(specification)

    @tf.function(autograph=False)
    def of_images(images):
        return network(tf.cast(images, "float32"))

    @tf.function(autograph=False)
    def of_pictures(image_bytes):
        return network(images_of(image_bytes, shape[1:], fit))

    return of_images, of_pictures


def _publish(whole, folder):
    """Renames `whole` to the next version in `folder`."""
    folder.mkdir(exist_ok=True)
    versions = [int(path.name) for path in folder.iterdir() if re.fullmatch("[0-9]+", path.name)]
    return whole.rename(folder / str(max(versions, default=0) + 1))
