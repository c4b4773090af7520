"""Classification of what was learned without labels (Section 4.3)."""

import keras

from stawm_keras.models.class_head import class_logits
from stawm_keras.models.class_head import linear_logits
from stawm_keras.models.configured_model import ConfiguredModel
from stawm_keras.models.stawm.stawm_backbone import STAWMBackbone


@keras.saving.register_keras_serializable(package="stawm_keras")
class SelfSupervisedClassifier(ConfiguredModel):
    """Classifies with a linear layer on what another model learned to see without labels.

    Of a drawer's backbone everything is frozen but the memory's rates eta, delta and theta; a new
    query reads its memory. Any other encoder is frozen whole, and its features are classified. The
    encoder keeps its weights and is shared with the model that it comes from, where it is frozen
    from then on, too.

    Args:
        encoder: `STAWMBackbone` of a trained drawer, or a Keras model from images to features
            `(B, F)`, such as `BetaVAE.encoder`.
        num_classes: Integer, the number of classes.
        seed: Integer or `None`, the seed.
        **kwargs: Other `keras.Model` arguments, `name` among them.

    Input shape:
        `(B, H, W, C)`, pixels in [0, 255].

    Output shape:
        `(B, num_classes)`, float32 logits.

    Attributes:
        encoder: The encoder.
        backbone: The encoder, if it is a backbone.

    Raises:
        ValueError: If `num_classes` is less than 2.

    Example:

    >>> backbone = stawm_keras.models.STAWMBackbone(
    ...     (28, 28, 1),
    ...     context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
    ...     glimpse_cnn=[(16, 3, 1, 0), (32, 3, 2, 0)],
    ...     num_glimpses=3, glimpse_size=8, memory_units=32,
    ... )
    >>> drawer = stawm_keras.models.STAWMDrawer(backbone, latent_units=4)
    >>> # ... drawer.fit(images, images / 255) ...
    >>> classifier = stawm_keras.models.SelfSupervisedClassifier(drawer.backbone, num_classes=10)
    >>> [weight.name for weight in classifier.trainable_weights]
    ['eta', 'delta', 'theta', 'kernel', 'bias', 'kernel', 'bias']

    Reference:
        Section 4.3 of the paper.
    """

    def __init__(self, encoder, num_classes, seed=None, **kwargs):
        # === Functional model ===
        if isinstance(encoder, STAWMBackbone):
            logits = class_logits(encoder, num_classes, dropout=0.0, seed=seed)
        else:
            logits = linear_logits(encoder.output, num_classes)

        # === Config ===
        config = {"encoder": encoder, "num_classes": num_classes, "seed": seed}
        super().__init__(inputs=encoder.input, outputs=logits, config=config, **kwargs)
        self.encoder = encoder

        # === Frozen parts ===
        if isinstance(encoder, STAWMBackbone):
            self.backbone = encoder
            encoder.freeze_all_but_rates()
        else:
            encoder.trainable = False
