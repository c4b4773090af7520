"""What an exported model can be asked."""

import keras
from keras import ops

from stawm_keras.models import BetaVAE
from stawm_keras.models import SelfSupervisedClassifier
from stawm_keras.models import STAWMClassifier
from stawm_keras.models import STAWMDrawer
from stawm_keras.models import STAWMSketchpad
from stawm_keras.visualisation import sample_glimpses


def endpoints(model):
    """Functions from float32 images to a dictionary of outputs, by signature, the default first.

    Raises:
        ValueError: If the model's class has no signatures.
        RuntimeError: If Keras' backend is not TensorFlow.
    """
    found = _endpoints(model)
    if keras.backend.backend() != "tensorflow":
        raise RuntimeError(
            "Exports are written by TensorFlow: save the model's weights, which are portable, "
            "and load them with KERAS_BACKEND=tensorflow to export. Received: the backend "
            f"{keras.backend.backend()!r}"
        )
    return found


def _endpoints(model):
    looks = _looks(model.backbone) if hasattr(model, "backbone") else {}
    if isinstance(model, STAWMSketchpad):
        return {"sketch": _sketch(model), "draw": _draw(model), **looks}
    if isinstance(model, (STAWMDrawer, BetaVAE)):
        return {"draw": _draw(model), **looks}
    if isinstance(model, (STAWMClassifier, SelfSupervisedClassifier)):
        return {"classify": _classify(model), **looks}
    raise ValueError(
        "`model` must be a classifier or a drawer of stawm_keras.models, whose signatures are "
        f"known. Received: model of class {type(model).__name__}"
    )


def _answer(logits):
    import tensorflow as tf

    probabilities = ops.softmax(logits)
    # Keras' argmax looks at the bits of its input, which ONNX and LiteRT cannot do.
    return {"probabilities": probabilities, "label": tf.argmax(probabilities, axis=-1)}


def _classify(model):
    return lambda images: _answer(model(images, training=False))


def _sketch(model):
    def sketch(images):
        seen = model(images, training=False)
        return {**_answer(seen["logits"]), "drawing": seen["drawing"]}

    return sketch


def _draw(model):
    wanted = {"drawing", "canvases", "masks"} & set(model.drawn)
    drawer = keras.Model(model.input, {name: model.drawn[name] for name in wanted})
    return lambda images: dict(drawer(images, training=False))


def _looks(backbone):
    emit_poses = keras.Model(backbone.input, backbone.output["poses"])

    def glimpses(images):
        poses = emit_poses(images, training=False)
        seen = sample_glimpses(images, poses, backbone.glimpse_size)
        return {"poses": poses, "glimpses": seen}

    return {"glimpses": glimpses}
