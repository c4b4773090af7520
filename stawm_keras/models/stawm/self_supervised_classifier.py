"""Classification of what was learned without labels (Section 4.3)."""

from stawm_keras.layers.memory.reports import memories_in
from stawm_keras.models.class_head import class_logits
from stawm_keras.models.class_head import linear_logits
from stawm_keras.models.class_names import check_class_names
from stawm_keras.models.configured_model import ConfiguredModel
from stawm_keras.models.freezing import freeze_all_but
from stawm_keras.models.seen import looks
from stawm_keras.models.seen import named
from stawm_keras.registration import register


@register
class SelfSupervisedClassifier(ConfiguredModel):
    """Classifies with a linear layer on what another model learned to see without labels.

    Of a drawer's backbone everything is frozen but the memory, whose rates go on learning; a new
    query reads it. Any other encoder is frozen whole, and its features are classified. The encoder
    keeps its weights and is shared with the model that it comes from, where it is frozen from then
    on, too.

    Args:
        encoder: The `encoder` of a trained model that draws: a functional model with a `"context"`
            and a `"memory"` to be seen, such as `STAWMBackbone`, or a Keras model from images to
            features `(B, F)`, such as `BetaVAE.encoder`.
        num_classes: Integer, the number of classes.
        seed: Integer or `None`, the seed.
        class_names: List of strings, the names of the classes by label, or `None`. They are
            written wherever the model's answers are shown or exported.
        **kwargs: Other `keras.Model` arguments, `name` among them.

    Input shape:
        `(B, H, W, C)`, pixels in [0, 255].

    Output shape:
        `(B, num_classes)`, float32 logits.

    Attributes:
        encoder: The encoder.
        class_names: The names of the classes, a tuple, or `None`.

    Raises:
        ValueError: If `num_classes` is less than 2, `class_names` are not as many names, or an
            encoder that looks lacks one of the two.

    Example:

    >>> backbone = stawm_keras.models.STAWMBackbone(
    ...     (28, 28, 1),
    ...     context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
    ...     glimpse_cnn=[(16, 3, 1, 0), (32, 3, 2, 0)],
    ...     num_glimpses=3, glimpse_size=8, memory_units=32,
    ... )
    >>> drawer = stawm_keras.models.STAWMDrawer(backbone, latent_units=4)
    >>> # ... drawer.fit(images, images / 255) ...
    >>> classifier = stawm_keras.models.SelfSupervisedClassifier(drawer.encoder, num_classes=10)
    >>> [weight.name for weight in classifier.trainable_weights]
    ['eta', 'delta', 'theta', 'kernel', 'bias', 'kernel', 'bias']

    Reference:
        Section 4.3 of the paper.
    """

    def __init__(self, encoder, num_classes, seed=None, class_names=None, **kwargs):
        # === Functional model ===
        if looks(encoder):
            answers = class_logits(encoder, num_classes, dropout=0.0, seed=seed)
            own_seen = {**named(encoder, "context"), **answers}
        else:
            own_seen = {"logits": linear_logits(encoder.output, num_classes)}
        class_names = check_class_names(class_names, num_classes)

        # === Config ===
        config = {
            "encoder": encoder,
            "num_classes": num_classes,
            "seed": seed,
            "class_names": class_names,
        }
        super().__init__(encoder.input, own_seen["logits"], config, own_seen, **kwargs)
        self.encoder = encoder
        self.class_names = class_names

        # === Frozen parts ===
        if looks(encoder):
            freeze_all_but(encoder, memories_in(encoder).values())
        else:
            encoder.trainable = False
