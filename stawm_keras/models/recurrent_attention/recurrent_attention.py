"""RAM, the recurrent model of visual attention."""

from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers import RecurrentAttentionCell
from stawm_keras.layers import RetinaGlimpse
from stawm_keras.models.class_head import logits_so_far
from stawm_keras.models.class_names import check_class_names
from stawm_keras.models.configured_model import resolve_policy
from stawm_keras.models.image_input import image_input
from stawm_keras.models.learned_by_reward import LearnedByReward
from stawm_keras.models.normalisation import normalisation
from stawm_keras.random import seed_of
from stawm_keras.registration import register


@register
class RecurrentAttention(LearnedByReward):
    """Classifies images by looking at a few places of them with a retina.

    It never sees the whole image: a policy draws each place from what is known so far. Compile it
    with a loss and metrics of its logits, and `fit` it, as any classifier. What it sees is learned
    from that loss; where to look by REINFORCE, whose reward is 1 where the class is right; and a
    baseline learns to expect the reward. The loss that is shown is the compiled one. `reward` is
    shown beside it, and while training `baseline_error`, the squared error of what was expected.

    Places are drawn while training alone: in `predict`, `evaluate` and all that is seen, they are
    the means of the policy.

    Args:
        image_shape: Tuple `(height, width, channels)`.
        num_classes: Integer, the number of classes.
        num_glimpses: Integer N, how often to look.
        glimpse_size: Integer or tuple of two, the height and width in pixels of the retina's
            patches.
        scales: Integer K, how many patches the retina has, each twice as wide as the last.
        units: Integer H, the units of the core and of the glimpse's features.
        path_units: Integer, the units of what and of where was seen.
        core: `"rnn"` or `"lstm"` (see `RecurrentAttentionCell`).
        location_std: Float, the standard deviation of the places that are tried, of which the
            image's edges are at -1 and 1.
        samples: Integer M, how often each image of a batch is looked through while training: more
            samples cost as much more, and the gradient is less noisy.
        video: Boolean, whether there is a frame for every glimpse (see `watch`).
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
        `(B, height, width, channels)`, pixels in [0, 255]; of videos `(B, N, height, width,
        channels)`.

    Output shape:
        `(B, num_classes)`, float32 logits. While training `"logits"` `(B M, num_classes)`,
        `"log_probabilities"` and `"baselines"` `(B M, N)`, an image's samples in a row.

    Attributes:
        class_names: The names of the classes, a tuple, or `None`.

    Raises:
        ValueError: If `num_classes` is less than 2, `class_names` are not as many names, a size,
            `std` or `location_std` is not positive, `mean` or `std` is of other channels, or the
            retina is over 16 times as wide as the image.

    Example:

    >>> model = stawm_keras.models.RecurrentAttention((28, 28, 1), 10, glimpse_size=8, scales=1)
    >>> model.compile(
    ...     keras.optimizers.Adam(1e-3),
    ...     keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    ...     metrics=["accuracy"],
    ... )
    >>> images, labels = np.full((4, 28, 28, 1), 255), np.array([3, 1, 4, 1])
    >>> history = model.fit(images, labels, verbose=0)
    >>> sorted(history.history)
    ['accuracy', 'baseline_error', 'loss', 'outside', 'reward']
    >>> model.observe("poses")(images)["poses"].shape
    (4, 6, 2)

    Reference:
        Mnih et al., "Recurrent Models of Visual Attention", 2014.
    """

    def __init__(
        self,
        image_shape,
        num_classes,
        num_glimpses=6,
        glimpse_size=12,
        scales=3,
        units=256,
        path_units=128,
        core="rnn",
        location_std=0.1,
        samples=1,
        video=False,
        mean=0.0,
        std=1.0,
        seed=None,
        class_names=None,
        dtype=None,
        **kwargs,
    ):
        class_names = check_class_names(class_names, num_classes)

        # === Layers ===
        policy = resolve_policy(dtype)
        cell = RecurrentAttentionCell(
            RetinaGlimpse(glimpse_size, scales, dtype=policy, name="glimpse"),
            units,
            path_units,
            core,
            location_std,
            seed=seed_of(seed, "glimpse_loop"),
            dtype=policy,
            name="recurrent_attention_cell",
        )
        loop = GlimpseLoop(cell, num_glimpses, dtype=policy, name="glimpse_loop")

        # === Functional model ===
        image = image_input(image_shape, num_glimpses, video)
        looked = loop(normalisation(mean, std, image_shape[-1], policy)(image))
        answers = logits_so_far(looked["hidden"], num_classes)

        # === Config ===
        config = {
            "image_shape": image_shape,
            "num_classes": num_classes,
            "num_glimpses": num_glimpses,
            "glimpse_size": glimpse_size,
            "scales": scales,
            "units": units,
            "path_units": path_units,
            "core": core,
            "location_std": location_std,
            "samples": samples,
            "video": video,
            "mean": mean,
            "std": std,
            "seed": seed,
            "class_names": class_names,
            "dtype": policy.name,
        }
        super().__init__(image, answers["logits"], config, answers, samples, **kwargs)
        self.class_names = class_names
