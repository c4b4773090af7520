"""Differentiable RAM, DRAW's attention as a classifier."""

import keras

from stawm_keras.layers import DifferentiableAttentionCell
from stawm_keras.layers import GaussianGlimpse
from stawm_keras.layers import GlimpseLoop
from stawm_keras.models.class_head import logits_so_far
from stawm_keras.models.class_names import check_class_names
from stawm_keras.models.configured_model import ConfiguredModel
from stawm_keras.models.configured_model import resolve_policy
from stawm_keras.models.normalisation import normalisation
from stawm_keras.registration import register


@register
class GaussianRecurrentAttention(ConfiguredModel):
    """Classifies images by looking at them a few times through a grid of Gaussian filters.

    It is `RecurrentAttention` made differentiable: where the grid lies, how far its filters are
    apart and how wide they are is learned from the classes alone, by gradients. One LSTM takes in
    what is seen, says where to look next, and after the last look what the class is.

    Args:
        image_shape: Tuple `(height, width, channels)`.
        num_classes: Integer, the number of classes.
        num_glimpses: Integer N, how often to look.
        glimpse_size: Integer, the filters along either axis of the grid.
        units: Integer H, the units of the LSTM.
        localisation_rate: Float in (0, 1], the part of a pose's gradient that is passed back (see
            `DifferentiableAttentionCell`). A tenth trains faster.
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
        seen: Beside what a `DifferentiableAttentionCell` gives `"logits"` and `"logits_so_far"`
            `(B, N, num_classes)`, what would be answered after each look.

    Raises:
        ValueError: If `num_classes` is less than 2, `class_names` are not as many names, a size or
            `std` is not positive, `localisation_rate` is outside (0, 1], or `mean` or `std` is of
            other channels.

    Example:

    >>> model = stawm_keras.models.GaussianRecurrentAttention((60, 60, 1), num_classes=10)
    >>> model(np.zeros((2, 60, 60, 1))).shape
    (2, 10)
    >>> model.observe("poses")(np.zeros((2, 60, 60, 1)))["poses"].shape
    (2, 8, 5)

    Reference:
        Gregor et al., "DRAW: A Recurrent Neural Network For Image Generation", 2015, Section 4.1.
    """

    def __init__(
        self,
        image_shape,
        num_classes,
        num_glimpses=8,
        glimpse_size=12,
        units=256,
        localisation_rate=1.0,
        mean=0.0,
        std=1.0,
        class_names=None,
        dtype=None,
        **kwargs,
    ):
        class_names = check_class_names(class_names, num_classes)

        # === Layers ===
        policy = resolve_policy(dtype)
        cell = DifferentiableAttentionCell(
            GaussianGlimpse(glimpse_size, dtype=policy, name="glimpse"),
            units,
            localisation_rate=localisation_rate,
            dtype=policy,
            name="differentiable_attention_cell",
        )
        loop = GlimpseLoop(cell, num_glimpses, dtype=policy, name="glimpse_loop")

        # === Functional model ===
        image = keras.Input(image_shape, name="image")
        looked = loop(normalisation(mean, std, image_shape[-1], policy)(image))
        answers = logits_so_far(looked["hidden"], num_classes)

        # === Config ===
        config = {
            "image_shape": image_shape,
            "num_classes": num_classes,
            "num_glimpses": num_glimpses,
            "glimpse_size": glimpse_size,
            "units": units,
            "localisation_rate": localisation_rate,
            "mean": mean,
            "std": std,
            "class_names": class_names,
            "dtype": policy.name,
        }
        super().__init__(image, answers["logits"], config, answers, **kwargs)
        self.class_names = class_names
