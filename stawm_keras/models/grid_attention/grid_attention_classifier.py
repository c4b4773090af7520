"""Classifying by soft or hard attention over a grid of features."""

import keras
from keras import ops

from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers import GridAttentionCell
from stawm_keras.losses import PolicyGradient
from stawm_keras.models.class_head import logits_so_far
from stawm_keras.models.class_names import check_class_names
from stawm_keras.models.cnn import grid_cnn
from stawm_keras.models.configured_model import resolve_policy
from stawm_keras.models.learned_by_reward import CARRIED
from stawm_keras.models.learned_by_reward import LearnedByReward
from stawm_keras.models.normalisation import normalisation
from stawm_keras.random import seed_of
from stawm_keras.registration import register

ENTROPY = 0.002  # The weight of the entropy of hard attention.


@register
class GridAttentionClassifier(LearnedByReward):
    """Classifies images by attending to a few places of a grid of their features.

    A CNN makes the grid of the whole image. An LSTM looks at it several times: its state weighs the
    places, and it is given the mean of their features under the weights (soft attention), or the
    features of one of them (hard attention). The class is read from its last state. Compile it with
    a loss and metrics of its logits, and `fit` it, as any classifier.

    Hard attention draws places while training, and learns by REINFORCE where to look: the reward is
    1 where the class is right, the baseline is a moving average of it, nine parts old and one part
    new, and the entropy of the attention is kept up with a weight of 0.002. `reward` and
    `baseline_error` are shown beside the compiled metrics. All else learns from the compiled loss.

    Args:
        image_shape: Tuple `(height, width, channels)`.
        num_classes: Integer, the number of classes.
        cnn: List of `(filters, kernel, stride, padding)`, the convolutions, each followed by batch
            normalisation, if asked for, and ReLU; or a Keras model from images
            `(B, height, width, channels)` to a grid `(B, h, w, C)`. Pictures take the grid to
            divide the image evenly.
        num_glimpses: Integer N, how often to look.
        units: Integer H, the units of the LSTM.
        attention_units: Integer, the units in which features and state are compared.
        attention: `"soft"` or `"hard"`.
        at_inference: `"argmax"` or `"expectation"`: whether hard attention reads at inference the
            likeliest place, or the mean that is to be expected.
        doubly_stochastic: Float, the weight of the penalty of places that are not looked at as
            much as others in all (see `GridAttentionCell`).
        samples: Integer M, how often each image of a batch is looked through while hard attention
            trains.
        batch_norm: Boolean, whether a CNN that is built here normalises its batches.
        mean, std: Floats, or tuples of one per channel: the pixels' mean and standard deviation, in
            units of the full range, by which images are normalised.
        seed: Integer or `None`, the seed of the places that are drawn.
        class_names: List of strings, the names of the classes by label, or `None`. They are
            written wherever the model's answers are shown or exported.
        **kwargs: Other `keras.Model` arguments, `name` and `dtype` among them.

    Input shape:
        `(B, height, width, channels)`, pixels in [0, 255].

    Output shape:
        `(B, num_classes)`, float32 logits. While hard attention trains, a dictionary for
        `compute_loss`, of `B M` samples.

    Attributes:
        class_names: The names of the classes, a tuple, or `None`.
        seen: Among others `"attention"` `(B, N, h, w)`, the weights of the places, and
            `"logits_so_far"` `(B, N, num_classes)`, of what is known after each glimpse.

    Raises:
        ValueError: If `num_classes` is less than 2, `class_names` are not as many names, a size or
            `std` is not positive, `mean` or `std` is of other channels, `attention` or
            `at_inference` is unknown, or the CNN does not fit its input or makes no grid of it.

    Example:

    >>> model = stawm_keras.models.GridAttentionClassifier(
    ...     (28, 28, 1), 10, [(16, 4, 2, 1), (32, 4, 2, 1)], units=32, attention_units=16
    ... )
    >>> model.observe("attention")(np.zeros((2, 28, 28, 1)))["attention"].shape
    (2, 4, 7, 7)
    >>> hard = stawm_keras.models.GridAttentionClassifier(
    ...     (28, 28, 1), 10, [(16, 4, 2, 1), (32, 4, 2, 1)], attention="hard"
    ... )
    >>> hard.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    >>> images, labels = np.full((4, 28, 28, 1), 255), np.array([3, 1, 4, 1])
    >>> history = hard.fit(images, labels, verbose=0)
    >>> sorted(history.history)
    ['baseline_error', 'loss', 'reward']

    Reference:
        Xu et al., "Show, Attend and Tell", 2015, Section 4, whose attention it is.
    """

    def __init__(
        self,
        image_shape,
        num_classes,
        cnn,
        num_glimpses=4,
        units=256,
        attention_units=256,
        attention="soft",
        at_inference="argmax",
        doubly_stochastic=0.0,
        samples=1,
        batch_norm=True,
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
        see = grid_cnn(image_shape, cnn, batch_norm, policy)
        cell = GridAttentionCell(
            units,
            attention_units,
            attention,
            at_inference,
            doubly_stochastic,
            seed=seed_of(seed, "glimpse_loop"),
            dtype=policy,
            name="grid_attention_cell",
        )
        loop = GlimpseLoop(cell, num_glimpses, dtype=policy, name="glimpse_loop")

        # === Functional model ===
        image = keras.Input(image_shape, name="image")
        looked = loop(see(normalisation(mean, std, image_shape[-1], policy)(image)))
        answers = logits_so_far(looked["hidden"], num_classes)

        # === Config ===
        config = {
            "image_shape": image_shape,
            "num_classes": num_classes,
            "cnn": cnn,
            "num_glimpses": num_glimpses,
            "units": units,
            "attention_units": attention_units,
            "attention": attention,
            "at_inference": at_inference,
            "doubly_stochastic": doubly_stochastic,
            "samples": samples,
            "batch_norm": batch_norm,
            "mean": mean,
            "std": std,
            "seed": seed,
            "class_names": class_names,
            "dtype": policy.name,
        }
        carried = (*CARRIED, "entropies") if attention == "hard" else ()
        super().__init__(image, answers["logits"], config, answers, samples, carried, **kwargs)
        self.class_names = class_names

    def loss_by_reward(self, reward, tried, sample_weight):
        self.get_layer("glimpse_loop").cell.expect(ops.mean(reward))
        entropies = tried["entropies"]
        # Their sum over the glimpses, the more of it the better.
        entropy = PolicyGradient()(ops.ones_like(entropies), entropies, sample_weight)
        return super().loss_by_reward(reward, tried, sample_weight) + ENTROPY * entropy
