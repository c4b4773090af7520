"""The visual sketchpad of Section 4.4: one memory that is drawn from and classified by."""

from stawm_keras.models.class_head import class_logits
from stawm_keras.models.class_names import check_class_names
from stawm_keras.models.configured_model import ConfiguredModel
from stawm_keras.registration import register


@register
class STAWMSketchpad(ConfiguredModel):
    """Classifies what a drawer draws: two queries to one memory.

    Trained for both at once, the drawing shows what the memory holds of an image, and so what the
    classifier saw of it.

    Args:
        drawer: `STAWMDrawer`.
        num_classes: Integer, the number of classes.
        dropout: Float in [0, 1), the dropout of the class query.
        seed: Integer or `None`, the seed of the dropout.
        class_names: List of strings, the names of the classes by label, or `None`. They are
            written wherever the model's answers are shown or exported.
        **kwargs: Other `keras.Model` arguments, `name` among them.

    Input shape:
        `(B, H, W, C)`, pixels in [0, 255].

    Output shape:
        Dictionary: `"logits"` `(B, num_classes)`, float32, and `"drawing"` `(B, H, W, C)`, pixels
        in [0, 1].

    Attributes:
        class_names: The names of the classes, a tuple, or `None`.

    Raises:
        ValueError: If `num_classes` is less than 2, or `class_names` are not as many names.

    Example:

    >>> backbone = stawm_keras.models.STAWMBackbone(
    ...     (28, 28, 1),
    ...     context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
    ...     glimpse_cnn=[(16, 3, 1, 0), (32, 3, 2, 0)],
    ...     num_glimpses=3, glimpse_size=8, memory_units=32,
    ... )
    >>> drawer = stawm_keras.models.STAWMDrawer(backbone, latent_units=4, kl_weight=4 / 128)
    >>> sketchpad = stawm_keras.models.STAWMSketchpad(drawer, num_classes=10)
    >>> sketchpad.compile(
    ...     loss={
    ...         "logits": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    ...         "drawing": stawm_keras.losses.SummedSquaredError(),
    ...     },
    ...     loss_weights={"logits": 1.0, "drawing": 1.0},
    ... )
    >>> sketchpad(np.zeros((2, 28, 28, 1)))["logits"].shape
    (2, 10)

    Reference:
        Section 4.4 of the paper.
    """

    def __init__(self, drawer, num_classes, dropout=0.0, seed=None, class_names=None, **kwargs):
        # === Functional model ===
        backbone = drawer.backbone
        answers = class_logits(backbone, num_classes, dropout, seed)
        class_names = check_class_names(class_names, num_classes)

        # === Config ===
        config = {
            "drawer": drawer,
            "num_classes": num_classes,
            "dropout": dropout,
            "seed": seed,
            "class_names": class_names,
        }
        outputs = {"logits": answers["logits"], "drawing": drawer.output}
        own_seen = {**drawer.own_seen, **answers}
        super().__init__(drawer.input, outputs, config, own_seen, **kwargs)
        self.backbone = backbone
        self.class_names = class_names
        self.drawer = drawer
        self.empty_canvas = drawer.empty_canvas
