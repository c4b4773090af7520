"""A network that sees all of an image at once."""

import keras

from stawm_keras.models.class_head import linear_logits
from stawm_keras.models.class_names import check_class_names
from stawm_keras.models.cnn import cnn_of
from stawm_keras.models.configured_model import ConfiguredModel
from stawm_keras.models.configured_model import resolve_policy
from stawm_keras.models.normalisation import normalisation
from stawm_keras.registration import register


@register
class PlainClassifier(ConfiguredModel):
    """Classifies images without looking anywhere: what models that look are compared with.

    Convolutions, if any, then hidden layers, if any, then logits; ReLU between all of them. The
    networks that published tables have beside models that look are

    * fully connected, of 64 or of 256 units: `units=(64, 64)`, `units=(256, 256)`;
    * the convolutional network of RAM's authors: `cnn=[(8, 10, 5)]`, `units=(256,)`;
    * that of the spatial transformers': `cnn=[(32, 9, 1, 0, 2), (32, 7, 1, 0, 2)]`, `units=()`.

    Args:
        image_shape: Tuple `(height, width, channels)`.
        num_classes: Integer, the number of classes.
        cnn: A sequence of `(filters, kernel, stride, padding, pool)`, of which a tuple may end
            early, or any Keras model from images to a vector; `None` for the pixels as they are.
        units: Sequence of integers, the units of the hidden layers behind it.
        batch_norm: Boolean, whether a CNN that is built here normalises its batches.
        mean, std: Floats, or tuples of one per channel: the pixels' mean and standard deviation, in
            units of the full range, by which images are normalised.
        class_names: List of strings, the names of the classes by label, or `None`. They are
            written wherever the model's answers are shown or exported.
        **kwargs: Other `keras.Model` arguments, `name` and `dtype` among them.

    Input shape:
        `(B, height, width, channels)`, pixels in [0, 255].

    Output shape:
        `(B, num_classes)`, float32 logits.

    Attributes:
        class_names: The names of the classes, a tuple, or `None`.

    Raises:
        ValueError: If `num_classes` is less than 2, `class_names` are not as many names, a size or
            `std` is not positive, `mean` or `std` is of other channels, or the CNN does not fit the
            image or makes no vector of it.

    Example:

    >>> model = stawm_keras.models.PlainClassifier((28, 28, 1), 10, units=(256, 256))
    >>> model(np.full((2, 28, 28, 1), 255)).shape
    (2, 10)

    Reference:
        Mnih et al., "Recurrent Models of Visual Attention", 2014, Section 4.1; Jaderberg et al.,
        "Spatial Transformer Networks", 2015, Appendix A.
    """

    def __init__(
        self,
        image_shape,
        num_classes,
        cnn=None,
        units=(256, 256),
        batch_norm=False,
        mean=0.0,
        std=1.0,
        class_names=None,
        dtype=None,
        **kwargs,
    ):
        if not all(isinstance(count, int) and count >= 1 for count in units):
            raise ValueError(f"`units` must be positive integers. Received: units={units}")
        class_names = check_class_names(class_names, num_classes)

        # === Functional model ===
        policy = resolve_policy(dtype)
        image = keras.Input(image_shape, name="image")
        features = normalisation(mean, std, image_shape[-1], policy)(image)
        if cnn is None:
            features = keras.layers.Flatten(dtype=policy)(features)
        else:
            features = cnn_of(image_shape, cnn, batch_norm, policy, "cnn")(features)
        for number, count in enumerate(units):
            hidden = keras.layers.Dense(count, "relu", dtype=policy, name=f"hidden_{number + 1}")
            features = hidden(features)
        logits = linear_logits(features, num_classes)

        # === Config ===
        config = {
            "image_shape": image_shape,
            "num_classes": num_classes,
            "cnn": cnn,
            "units": units,
            "batch_norm": batch_norm,
            "mean": mean,
            "std": std,
            "class_names": class_names,
            "dtype": policy.name,
        }
        super().__init__(image, logits, config, {"logits": logits}, **kwargs)
        self.class_names = class_names
