import shutil

import pytest
from asking import running


@pytest.fixture(scope="package")
def plant():
    """Writes a SavedModel whose answers are known beforehand into a folder."""
    import tensorflow as tf

    class Planted(tf.Module):
        def __init__(self, factor):
            self.factor = tf.Variable(factor)

        @tf.function(input_signature=[tf.TensorSpec((None, 2, 3), name="images")])
        def double(self, images):
            rows = tf.shape(images)[:1]
            return {"doubled": self.factor * images, "together": tf.repeat(rows, rows)}

        @tf.function(input_signature=[tf.TensorSpec((None, 2, 3), "uint8", name="images")])
        def invert(self, images):
            return {"inverted": 255 - images}

        @tf.function(input_signature=[tf.TensorSpec((None,), "string", name="image_bytes")])
        def measure(self, image_bytes):
            def height(picture):
                return tf.shape(tf.io.decode_image(picture, expand_animations=False))[0]

            heights = tf.map_fn(height, image_bytes, fn_output_signature=tf.int32)
            name = tf.strings.join([tf.strings.as_string(heights), " Zeilen, schön"])
            return {"name": name, "decoded_bytes": image_bytes}

        @tf.function(input_signature=[tf.TensorSpec((None,), name=name) for name in "ab"])
        def subtract(self, a, b):
            return {"difference": a - b}

    def write(folder, factor=2.0):
        model = Planted(factor)
        signatures = {
            name: getattr(model, name) for name in ("double", "invert", "measure", "subtract")
        }
        signatures["serving_default"] = model.double
        tf.saved_model.save(model, str(folder), signatures=signatures)

    return write


@pytest.fixture(scope="package")
def planted(plant, tmp_path_factory):
    """Folder of models: versions 2 and 10 of `planted`."""
    root = tmp_path_factory.mktemp("models")
    plant(root / "planted" / "2")
    shutil.copytree(root / "planted" / "2", root / "planted" / "10")
    return root


@pytest.fixture(scope="package")
def served(planted):
    """A server's address of the model `planted`, version 10."""
    from training.serving import Limits
    from training.serving import ServedModel

    with running(ServedModel(planted / "planted" / "10", 8), Limits(10_000, 20, 100)) as address:
        yield f"{address}/v1/models/planted"
