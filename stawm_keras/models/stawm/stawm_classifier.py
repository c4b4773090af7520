"""The classifier of Figure 3: one query, one read of the terminal memory."""

from stawm_keras.models.class_head import class_logits
from stawm_keras.models.class_names import check_class_names
from stawm_keras.models.configured_model import ConfiguredModel
from stawm_keras.models.seen import named
from stawm_keras.registration import register


@register
class STAWMClassifier(ConfiguredModel):
    """Classifies images by querying the memory of what a backbone saw.

    The query is made of the backbone's context, to which it passes no gradient: the context serves
    the glimpses, and what is known of the image has to go through the memory.

    Args:
        backbone: `STAWMBackbone`, or any functional model with a `"context"` and a `"memory"` to be
            seen (see `seen`).
        num_classes: Integer, the number of classes.
        dropout: Float in [0, 1), the dropout of the query.
        seed: Integer or `None`, the seed of the dropout.
        class_names: List of strings, the names of the classes by label, or `None`. They are
            written wherever the model's answers are shown or exported.
        **kwargs: Other `keras.Model` arguments, `name` among them.

    Input shape:
        `(B, height, width, channels)`, pixels in [0, 255].

    Output shape:
        `(B, num_classes)`, float32 logits.

    Attributes:
        class_names: The names of the classes, a tuple, or `None`.

    Raises:
        ValueError: If `num_classes` is less than 2, `class_names` are not as many names, or the
            backbone lacks one of the two.

    Example:

    >>> backbone = stawm_keras.models.STAWMBackbone(
    ...     (28, 28, 1),
    ...     context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
    ...     glimpse_cnn=[(16, 3, 1, 0), (32, 3, 2, 0)],
    ...     num_glimpses=3, glimpse_size=8, memory_units=32,
    ... )
    >>> classifier = stawm_keras.models.STAWMClassifier(backbone, num_classes=10)
    >>> classifier(np.zeros((2, 28, 28, 1))).shape
    (2, 10)

    Reference:
        Figure 3 and Section 3.2 of the paper.
    """

    def __init__(self, backbone, num_classes, dropout=0.5, seed=None, class_names=None, **kwargs):
        # === Functional model ===
        answers = class_logits(backbone, num_classes, dropout, seed)
        class_names = check_class_names(class_names, num_classes)

        # === Config ===
        config = {
            "backbone": backbone,
            "num_classes": num_classes,
            "dropout": dropout,
            "seed": seed,
            "class_names": class_names,
        }
        own_seen = {**named(backbone, "context"), **answers}
        super().__init__(backbone.input, answers["logits"], config, own_seen, **kwargs)
        self.backbone = backbone
        self.class_names = class_names
