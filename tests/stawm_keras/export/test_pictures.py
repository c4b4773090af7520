"""Pictures decoded in a graph are those that training decodes with Pillow."""

import io

import keras
import numpy as np
import pytest
from PIL import Image

from stawm_keras.export import export_saved_model
from stawm_keras.export.pictures import images_of
from training.data.picture import fitted
from training.data.picture import read_picture

pytestmark = pytest.mark.tensorflow

ROWS, COLUMNS = np.mgrid[:75, :49]
PICTURE = np.stack([COLUMNS * 5, ROWS * 3, ROWS * COLUMNS % 256], axis=-1).astype("uint8")


def encoded(kind, pixels=PICTURE, mode="RGB", orientation=None, byte_order=">", **options):
    """A file of a picture."""
    if orientation:
        options["exif"] = Image.Exif()
        options["exif"].endian = byte_order
        # What comes before in the EXIF of a camera.
        options["exif"].update({0x010F: "Maker", 0x0110: "Model", 0x0112: orientation})
    file = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(file, kind, **options)
    return file.getvalue()


def deep():
    file = io.BytesIO()
    Image.fromarray((600 * COLUMNS).astype("uint16")).save(file, "PNG")
    return file.getvalue()


FRAMES = [Image.fromarray(255 - PICTURE)] * 3
KINDS = {
    **{kind: encoded(kind) for kind in ("PNG", "JPEG", "GIF", "BMP", "WEBP")},
    **{f"PNG {mode}": encoded("PNG", mode=mode) for mode in ("L", "LA", "RGBA", "P", "1")},
    **{f"JPEG {mode}": encoded("JPEG", mode=mode) for mode in ("L", "CMYK")},
    "16 bits": deep(),
    "animated": encoded("GIF", save_all=True, append_images=FRAMES),
    "tiny": encoded("PNG", PICTURE[:2, :3]),
    "thin": encoded("PNG", PICTURE[20:21]),
}
ORIENTATIONS = {
    f"{kind} {byte_order} {orientation}": encoded(
        kind, orientation=orientation, byte_order=byte_order
    )
    for kind, byte_order in (("JPEG", ">"), ("JPEG", "<"), ("PNG", "<"))
    for orientation in range(1, 9)
}


@pytest.mark.parametrize("fit", ["crop", "pad"])
@pytest.mark.parametrize("shape", [(28, 28, 1), (32, 20, 3)])
def test_as_in_training(shape, fit):
    files = KINDS | ORIENTATIONS
    images = images_of(np.array([*files.values()], object), shape, fit).numpy()
    assert images.dtype == "float32"
    for (name, file), image in zip(files.items(), images, strict=True):
        expected = fitted(read_picture(file), *shape, fit).astype("float32")
        # Each rounds in its own places.
        np.testing.assert_allclose(image, expected, atol=1, err_msg=name)
        assert len(np.unique(image)) > 4 or name == "thin", "an image with something to see"


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"no picture",
        encoded("PNG")[:-200],
        encoded("JPEG")[:-200],
        encoded("TIFF"),
        encoded("BMP", mode="P"),
    ],
    ids=["empty", "text", "cut PNG", "cut JPEG", "TIFF", "palette of a BMP"],
)
def test_refuses(file):
    import tensorflow as tf

    with pytest.raises(tf.errors.InvalidArgumentError):
        images_of(np.array([encoded("PNG"), file], object), (8, 8, 3), "crop")


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Exports a classifier of what is bright where, and gives what is loaded and the folder."""
    import tensorflow as tf

    model = keras.Sequential(
        [
            keras.Input((2, 2, 1)),
            keras.layers.Flatten(),
            keras.layers.Activation(None, name="logits"),
        ]
    )

    model.class_names = ("links oben", "rechts oben", "links unten", "rechts unten")

    def export(**options):
        root = tmp_path_factory.mktemp("models")
        folder = export_saved_model(model, root, "bright", **options)
        return tf.saved_model.load(folder), folder

    return export


def test_signature(exported):
    loaded, _ = exported()
    pictures = [encoded("JPEG", quality=95), encoded("GIF", PICTURE[:30])]
    images = np.stack([fitted(read_picture(file), 2, 2, 1) for file in pictures])
    expected = loaded.classify(images)
    for classify in (loaded.signatures["classify_pictures"], loaded.classify_pictures):
        answer = classify(image_bytes=np.array(pictures, object))
        assert set(answer) == {"probabilities", "label", "name"}
        np.testing.assert_array_equal(answer["label"], expected["label"])
        np.testing.assert_array_equal(answer["name"], expected["name"])


def test_warm_up_requests(exported):
    import tensorflow as tf
    from tensorflow_serving.apis import prediction_log_pb2

    loaded, folder = exported()
    asked = {}
    records = tf.data.TFRecordDataset(str(folder / "assets.extra/tf_serving_warmup_requests"))
    for record in records:
        request = prediction_log_pb2.PredictionLog.FromString(record.numpy()).predict_log.request
        asked[request.model_spec.signature_name] = request.inputs
    picture = tf.make_ndarray(asked["classify_pictures"]["image_bytes"])
    answer = loaded.classify_pictures(picture)
    np.testing.assert_allclose(answer["probabilities"], [[0.25] * 4])


def test_padded(exported):
    white = encoded("PNG", np.full((1, 2, 3), 255, "uint8"))
    (cropped,) = exported()[0].classify_pictures([white])["probabilities"]
    (padded,) = exported(fit="pad")[0].classify_pictures([white])["probabilities"]
    np.testing.assert_allclose(cropped, [0.25] * 4, atol=1e-6)
    np.testing.assert_allclose(padded, [0.5, 0.5, 0, 0], atol=1e-6)


def test_fit_is_one_of_two(exported):
    with pytest.raises(ValueError, match='`fit` must be "crop" or "pad". Received: fit=\'both\''):
        exported(fit="both")
