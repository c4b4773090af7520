"""DRAM, the deep recurrent model of visual attention."""

import keras

from stawm_keras.layers import DeepRecurrentAttentionCell
from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers import RetinaGlimpse
from stawm_keras.models.class_head import logits_so_far
from stawm_keras.models.class_names import check_class_names
from stawm_keras.models.cnn import cnn_of
from stawm_keras.models.configured_model import resolve_policy
from stawm_keras.models.context import first_aim
from stawm_keras.models.learned_by_reward import LearnedByReward
from stawm_keras.models.normalisation import normalisation
from stawm_keras.random import seed_of
from stawm_keras.registration import register

END = "end"


@register
class DeepRecurrentAttention(LearnedByReward):
    """Names the objects of an image, one after the other, by a few looks at each.

    A thumbnail of the image says where to look first, and nothing more: what an object is comes
    from the looks alone. Compile it with a loss and metrics of its logits, and `fit` it, as any
    classifier. What it sees is learned from that loss; where to look, and the context, by
    REINFORCE: each object that is named right rewards its own looks. A baseline learns to expect
    that. The loss that is shown is the compiled one. `reward` is shown beside it, and while
    training `baseline_error`, the squared error of what was expected.

    Places are drawn while training alone: in `predict`, `evaluate` and all that is seen, they are
    the means of the policy.

    Args:
        image_shape: Tuple `(height, width, channels)`.
        num_classes: Integer, the number of classes.
        num_objects: Integer S, how many objects an image has; with `end_token` at most.
        end_token: Boolean, whether images may have fewer: a class more, of the label
            `num_classes`, which stands for every object that there is not.
        num_glimpses: Integer, how often to look for each object.
        glimpse_size: Integer or tuple of two, the height and width in pixels of the retina's
            patches.
        scales: Integer K, how many patches the retina has, each twice as wide as the last.
        context_cnn: The CNN that sees the thumbnail: a sequence of `(filters, kernel, stride,
            padding)`, each with the side of a max pooling if you like, or any Keras model from
            images to a vector. `None` for no context: the first look is at the same place of every
            image.
        context_size: Integer or tuple of two, the height and width in pixels of the `Thumbnail`
            that is the context; `None` for the whole image.
        glimpse_cnn: The CNN that sees each glimpse, likewise.
        units: Integer H, the units of both LSTMs.
        path_units: Integer, the units of what and of where was seen.
        batch_norm: Boolean, whether CNNs that are built here normalise their batches.
        location_std: Float, the standard deviation of the places that are tried, of which the
            image's edges are at -1 and 1.
        samples: Integer M, how often each image of a batch is looked through while training: more
            samples cost as much more, and the gradient is less noisy.
        mean, std: Floats, or tuples of one per channel: the pixels' mean and standard deviation, in
            units of the full range, by which images are normalised.
        seed: Integer or `None`, the seed of the samples.
        class_names: List of strings, the names of the classes by label, or `None`. They are
            written wherever the model's answers are shown or exported.
        **kwargs: Other `keras.Model` arguments, `name` and `dtype` among them.

    Call arguments:
        inputs: The images.
        training: Boolean or `None`. Where it is true, what is returned is a dictionary for
            `compute_loss` (below), unless the model is a part of another functional one: that
            gets logits, and does not learn where to look.

    Input shape:
        `(B, height, width, channels)`, pixels in [0, 255].

    Output shape:
        `(B, num_classes)`, float32 logits; of several objects `(B, S, num_classes)`, whose targets
        are labels `(B, S)`. Weights of samples are `(B,)` or `(B, S)`. While training `"logits"`,
        and `"log_probabilities"` and `"baselines"` `(B M, N)` of all N looks, an image's samples
        in a row.

    Attributes:
        class_names: The names of the classes, a tuple, or `None`; the end token's is `"end"`.

    Raises:
        ValueError: If `num_classes` is less than 2, `class_names` are not as many names, a size,
            `std` or `location_std` is not positive, `mean` or `std` is of other channels, the
            retina is over 16 times as wide as the image, the thumbnail is larger than the image,
            or a CNN does not fit its input or makes no vector of it.

    Example:

    >>> model = stawm_keras.models.DeepRecurrentAttention(
    ...     (60, 60, 1), 10, num_objects=2, num_glimpses=3
    ... )
    >>> model.compile(
    ...     keras.optimizers.Adam(1e-3),
    ...     keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    ...     metrics=["accuracy"],
    ... )
    >>> images, labels = np.full((4, 60, 60, 1), 255), np.array([[3, 1], [4, 1], [5, 9], [2, 6]])
    >>> history = model.fit(images, labels, verbose=0)
    >>> sorted(history.history)
    ['accuracy', 'baseline_error', 'loss', 'outside', 'reward']
    >>> model.observe("poses")(images)["poses"].shape
    (4, 6, 2)

    Reference:
        Ba et al., "Multiple Object Recognition with Visual Attention", 2014.
    """

    def __init__(
        self,
        image_shape,
        num_classes,
        num_objects=1,
        end_token=False,
        num_glimpses=6,
        glimpse_size=12,
        scales=3,
        context_cnn=((32, 5, 2, 0), (32, 3, 2, 0)),
        context_size=24,
        glimpse_cnn=((64, 3, 1, 1), (64, 3, 2, 1), (128, 3, 2, 1)),
        units=256,
        path_units=256,
        batch_norm=False,
        location_std=0.1,
        samples=1,
        mean=0.0,
        std=1.0,
        seed=None,
        class_names=None,
        dtype=None,
        **kwargs,
    ):
        for name, count in (("num_objects", num_objects), ("num_glimpses", num_glimpses)):
            if not isinstance(count, int) or count < 1:
                raise ValueError(f"`{name}` must be a positive integer. Received: {name}={count}")
        class_names = check_class_names(class_names, num_classes)

        # === Layers ===
        policy = resolve_policy(dtype)
        retina = RetinaGlimpse(glimpse_size, scales, dtype=policy, name="glimpse")
        glimpse_shape = retina.look_shape(tuple(image_shape))
        cell = DeepRecurrentAttentionCell(
            retina,
            cnn_of(glimpse_shape, glimpse_cnn, batch_norm, policy, "glimpse_cnn"),
            units,
            path_units,
            location_std,
            seed=seed_of(seed, "glimpse_loop"),
            dtype=policy,
            name="deep_recurrent_attention_cell",
        )
        loop = GlimpseLoop(cell, num_objects * num_glimpses, dtype=policy, name="glimpse_loop")

        # === Functional model ===
        image = keras.Input(image_shape, name="image")
        normalised = normalisation(mean, std, image_shape[-1], policy)(image)
        context = first_aim(normalised, context_cnn, context_size, batch_norm, units, policy)
        looked = loop(normalised) if context is None else loop(normalised, context)
        each = slice(num_glimpses - 1, None, num_glimpses)  # The last look at each object.
        answers = logits_so_far(
            looked["hidden"], num_classes, each if num_objects > 1 else -1, more=int(end_token)
        )

        # === Config ===
        config = {
            "image_shape": image_shape,
            "num_classes": num_classes,
            "num_objects": num_objects,
            "end_token": end_token,
            "num_glimpses": num_glimpses,
            "glimpse_size": glimpse_size,
            "scales": scales,
            "context_cnn": context_cnn,
            "context_size": context_size,
            "glimpse_cnn": glimpse_cnn,
            "units": units,
            "path_units": path_units,
            "batch_norm": batch_norm,
            "location_std": location_std,
            "samples": samples,
            "mean": mean,
            "std": std,
            "seed": seed,
            "class_names": class_names,
            "dtype": policy.name,
        }
        super().__init__(image, answers["logits"], config, answers, samples, **kwargs)
        self.class_names = (*class_names, END) if class_names and end_token else class_names
