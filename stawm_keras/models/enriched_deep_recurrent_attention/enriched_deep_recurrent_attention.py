"""EDRAM, the enriched deep recurrent model of visual attention."""

import keras
from keras import ops

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import EnrichedDeepRecurrentAttentionCell
from stawm_keras.layers import GlimpseLoop
from stawm_keras.models.carrying_model import CarryingModel
from stawm_keras.models.class_head import logits_so_far
from stawm_keras.models.class_names import check_class_names
from stawm_keras.models.cnn import cnn_of
from stawm_keras.models.configured_model import resolve_policy
from stawm_keras.models.context import first_aim
from stawm_keras.models.enriched_deep_recurrent_attention.boxes import PoseError
from stawm_keras.models.enriched_deep_recurrent_attention.boxes import poses_of_boxes
from stawm_keras.models.normalisation import normalisation
from stawm_keras.registration import register

# As published: (filters, kernel, stride, padding) and for some the side of a max pooling.
GLIMPSE_CNN = (
    (64, 3, 1, 1),
    (64, 3, 1, 1, 2),
    (128, 3, 1, 1),
    (128, 3, 1, 1, 2),
    (160, 3, 1, 1),
    (192, 3, 1, 1),
)


@register
class EnrichedDeepRecurrentAttention(CarryingModel):
    """Classifies an image by a few affine glimpses, after each of which it has an answer.

    A thumbnail of the image says where to look first, and nothing more: what there is comes from
    the glimpses alone. Compile it with a loss and metrics of its logits, and `fit` it, as any
    classifier. All of it learns from the compiled loss of the answer after every glimpse, by its
    gradient; the loss that is shown is that of the last one.

    Where boxes of the objects are known, it can learn from them where to look: then targets are a
    dictionary of `"logits"`, the labels, and `"boxes"`, and `pose_error` is shown beside the
    compiled metrics. To predict and evaluate it needs no boxes.

    Args:
        image_shape: Tuple `(height, width, channels)`.
        num_classes: Integer, the number of classes.
        num_glimpses: Integer N, how often to look.
        glimpse_size: Integer or tuple of two, the height and width in pixels of a glimpse.
        context_cnn: The CNN that sees the thumbnail: a sequence of `(filters, kernel, stride,
            padding)`, each with the side of a max pooling if you like, or any Keras model from
            images to a vector. `None` for no context: the first look is at the same place of every
            image.
        context_size: Integer or tuple of two, the height and width in pixels of the `Thumbnail`
            that is the context; `None` for the whole image.
        glimpse_cnn: The CNN that sees each glimpse, likewise. The published one, of six wide
            convolutions, costs much.
        units: Integer H, the units of both LSTMs.
        path_units: Integer, the units of what and of where was seen.
        localisation_rate: Float in (0, 1], the part of a pose's gradient that is passed back (see
            `EnrichedDeepRecurrentAttentionCell`). A tenth trains faster.
        batch_norm: Boolean, whether CNNs that are built here normalise their batches.
        box_weight: Float, the weight of the poses' squared error where there are boxes.
        mean, std: Floats, or tuples of one per channel: the pixels' mean and standard deviation, in
            units of the full range, by which images are normalised.
        class_names: List of strings, the names of the classes by label, or `None`. They are
            written wherever the model's answers are shown or exported.
        **kwargs: Other `keras.Model` arguments, `name` and `dtype` among them.

    Call arguments:
        inputs: The images.
        training: Boolean or `None`. Where it is true, what is returned is a dictionary for
            `compute_loss` (below), unless the model is a part of another functional one, which gets
            the last logits.

    Input shape:
        `(B, height, width, channels)`, pixels in [0, 255].

    Output shape:
        `(B, num_classes)`, float32 logits after the last glimpse. While training
        `"logits_so_far"` `(B, N, num_classes)`, those after each, and `"poses"` `(B, N, 6)`: both
        are to be seen at inference as well.

        Targets are labels, or a number for every class; or a dictionary of these as `"logits"` and
        of `"boxes"` `(B, 4)` or `(B, 1, 4)`: left, top, right and bottom of the object, in pixels
        of the image whose centres are whole numbers.

    Attributes:
        class_names: The names of the classes, a tuple, or `None`.

    Raises:
        ValueError: If `num_classes` is less than 2, `class_names` are not as many names, a size or
            `std` is not positive, `box_weight` is negative, `localisation_rate` is outside (0, 1],
            `mean` or `std` is of other channels, the thumbnail is larger than the image, a CNN does
            not fit its input or makes no vector of it, or boxes are not four numbers an image.

    Example:

    >>> model = stawm_keras.models.EnrichedDeepRecurrentAttention(
    ...     (60, 60, 1), 10, num_glimpses=3, glimpse_size=12, glimpse_cnn=[(16, 3, 2, 0)], units=64
    ... )
    >>> model.compile(
    ...     keras.optimizers.Adam(1e-3),
    ...     keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    ...     metrics=["accuracy"],
    ... )
    >>> images, labels = np.full((4, 60, 60, 1), 255), np.array([3, 1, 4, 1])
    >>> boxes = np.array([[10, 20, 30, 45]] * 4)
    >>> history = model.fit(images, {"logits": labels, "boxes": boxes}, verbose=0)
    >>> sorted(history.history)
    ['accuracy', 'loss', 'outside', 'pose_error']
    >>> model.observe("logits_so_far")(images)["logits_so_far"].shape
    (4, 3, 10)

    Reference:
        Ablavatski et al., "Enriched Deep Recurrent Visual Attention Model for Multiple Object
        Recognition", 2017.
    """

    def __init__(
        self,
        image_shape,
        num_classes,
        num_glimpses=6,
        glimpse_size=26,
        context_cnn=((16, 5, 1, 0), (16, 3, 1, 0), (32, 3, 1, 0)),
        context_size=12,
        glimpse_cnn=GLIMPSE_CNN,
        units=512,
        path_units=1024,
        localisation_rate=1.0,
        batch_norm=True,
        box_weight=1.0,
        mean=0.0,
        std=1.0,
        class_names=None,
        dtype=None,
        **kwargs,
    ):
        if not box_weight >= 0:
            raise ValueError(f"`box_weight` must be 0 or more. Received: box_weight={box_weight}")
        class_names = check_class_names(class_names, num_classes)

        # === Layers ===
        policy = resolve_policy(dtype)
        look = AffineGlimpse(glimpse_size, dtype=policy, name="glimpse")
        glimpse_shape = look.look_shape(tuple(image_shape))
        cell = EnrichedDeepRecurrentAttentionCell(
            look,
            cnn_of(glimpse_shape, glimpse_cnn, batch_norm, policy, "glimpse_cnn"),
            units,
            path_units,
            localisation_rate,
            dtype=policy,
            name="enriched_deep_recurrent_attention_cell",
        )
        loop = GlimpseLoop(cell, num_glimpses, dtype=policy, name="glimpse_loop")

        # === Functional model ===
        image = keras.Input(image_shape, name="image")
        normalised = normalisation(mean, std, image_shape[-1], policy)(image)
        context = first_aim(normalised, context_cnn, context_size, batch_norm, units, policy)
        looked = loop(normalised) if context is None else loop(normalised, context)
        answers = logits_so_far(looked["hidden"], num_classes)

        # === Config ===
        config = {
            "image_shape": image_shape,
            "num_classes": num_classes,
            "num_glimpses": num_glimpses,
            "glimpse_size": glimpse_size,
            "context_cnn": context_cnn,
            "context_size": context_size,
            "glimpse_cnn": glimpse_cnn,
            "units": units,
            "path_units": path_units,
            "localisation_rate": localisation_rate,
            "batch_norm": batch_norm,
            "box_weight": box_weight,
            "mean": mean,
            "std": std,
            "class_names": class_names,
            "dtype": policy.name,
        }
        carried = "logits_so_far", "poses"
        super().__init__(image, answers["logits"], config, answers, carried, **kwargs)
        self.class_names = class_names
        self.box_weight = box_weight
        self._image_shape = tuple(image_shape)
        self._pose_error = keras.metrics.Mean("pose_error")

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """The compiled loss after the last glimpse; while training, the gradient is that of all."""
        y = y if isinstance(y_pred, dict) else _labels_and_boxes(y)[0]
        return super().compute_loss(x, y, y_pred, sample_weight, training)

    def learn_from(self, x, y, carried, sample_weight):
        labels, boxes = _labels_and_boxes(y)
        answers = carried["logits_so_far"]
        steps, classes = answers.shape[1:]
        shown = self.compiled_loss(x, labels, answers[:, -1], sample_weight)
        loss = self.compiled_loss(
            x,
            _of_every_step(labels, steps),
            ops.reshape(answers, (-1, classes)),
            _of_every_step(sample_weight, steps),
        )
        if boxes is not None:
            wanted = poses_of_boxes(boxes, self._image_shape)
            error = PoseError()(wanted, carried["poses"], sample_weight)
            loss = loss + ops.cast(self.box_weight * error, loss.dtype)
        return ops.stop_gradient(shown) + loss - ops.stop_gradient(loss)

    def measure(self, x, y, carried, sample_weight):
        labels, boxes = _labels_and_boxes(y)
        if boxes is not None:
            wanted = poses_of_boxes(boxes, self._image_shape)
            errors = PoseError(reduction=None)(wanted, carried["poses"])
            self._pose_error.update_state(errors, sample_weight)
        results = self.compiled_metrics(x, labels, carried["logits_so_far"][:, -1], sample_weight)
        return _without_pose_error(results) if boxes is None else results

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """The compiled metrics of the last answer; with boxes, the poses' error while training."""
        if isinstance(y_pred, dict):
            return super().compute_metrics(x, y, y_pred, sample_weight)
        labels, _ = _labels_and_boxes(y)
        return _without_pose_error(super().compute_metrics(x, labels, y_pred, sample_weight))


def _labels_and_boxes(targets):
    """What is to be answered, and the boxes or `None`."""
    if not isinstance(targets, dict):
        return targets, None
    if not {"logits"} <= targets.keys() <= {"logits", "boxes"}:
        raise ValueError(
            'Targets are labels, or a dictionary of them as "logits" and of "boxes". Received: a '
            f"dictionary of {', '.join(sorted(targets))}"
        )
    return targets["logits"], targets.get("boxes")


def _of_every_step(tensors, steps):
    """Targets or weights of a batch, each as often as there is an answer."""
    return keras.tree.map_structure(
        lambda part: None if part is None else ops.repeat(part, steps, axis=0), tensors
    )


def _without_pose_error(results):
    return {name: value for name, value in results.items() if name != "pose_error"}
