"""What an exported model can be asked."""

import keras
from keras import ops

from stawm_keras.models import observe
from stawm_keras.models import seen

# Names of what signatures give, where a model has it.
DRAWN = ("drawing", "canvases", "masks")
LOOKED = ("poses", "glimpses")


def endpoints(model, class_names=None):
    """Functions from float32 images to a dictionary of outputs, by signature, the default first.

    Args:
        model: Functional or sequential Keras model.
        class_names: Tuple of strings, which then stand beside the labels; `None` for a format that
            has no strings.

    Raises:
        ValueError: If there is nothing in the model that signatures give, or it takes more than
            images.
        RuntimeError: If Keras' backend is not TensorFlow.
    """
    names = seen(model).keys()
    found = {}
    if {"logits", "drawing"} <= names:
        found["sketch"] = _answer(model, class_names, "logits", "drawing")
    elif "logits" in names:
        found["classify"] = _answer(model, class_names, "logits")
    if "drawing" in names:
        found["draw"] = _look(model, *(name for name in DRAWN if name in names))
    if not found:
        raise ValueError(
            "A model that is exported has `logits` or a `drawing` to be seen: name the last layer "
            f'of a classifier "logits". Received: {model.name}, with {", ".join(sorted(names))}'
        )
    if len(model.inputs) > 1:
        raise ValueError(
            "A model that is exported takes images alone: save this one with `model.save`. "
            f"Received: {model.name}, which takes {', '.join(put.name for put in model.inputs)}"
        )
    if names >= set(LOOKED):
        found["glimpses"] = _look(model, *LOOKED)
    if keras.backend.backend() != "tensorflow":
        raise RuntimeError(
            "Exports are written by TensorFlow: save the model's weights, which are portable, "
            "and load them with KERAS_BACKEND=tensorflow to export. Received: the backend "
            f"{keras.backend.backend()!r}"
        )
    return found


def _look(model, *names):
    look = observe(model, *names)
    return lambda images: dict(look(images, training=False))


def _answer(model, class_names, *names):
    look = observe(model, *names)

    def answer(images):
        import tensorflow as tf

        outputs = dict(look(images, training=False))
        probabilities = ops.softmax(outputs.pop("logits"))
        # Keras' argmax looks at the bits of its input, which ONNX and LiteRT cannot do.
        label = tf.argmax(probabilities, axis=-1)
        if class_names is not None:
            outputs["name"] = tf.gather(tf.constant(class_names), label)
        return {"probabilities": probabilities, "label": label, **outputs}

    return answer
