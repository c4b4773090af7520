"""The glimpse cell of soft and hard attention over a grid of features.

Symbols: B images, N glimpses, h, w the grid's height and width, L = h w its places, C channels, H
units of the core.
"""

import keras
from keras import ops

from stawm_keras.layers.glimpse.glimpse_cell import GlimpseCell
from stawm_keras.layers.glimpse.grid_attention import GridAttention
from stawm_keras.layers.glimpse.unrolled_lstm_cell import UnrolledLSTMCell
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.random import ReplicaSeedGenerator
from stawm_keras.registration import register

ATTENTION = ("soft", "hard")
AT_INFERENCE = ("argmax", "expectation")
KEPT = 0.9  # Of the expected reward, at every step of training.
SMALLEST = 1e-7  # A number drawn at random that has a logarithm.


@register
class GridAttentionCell(GlimpseCell):
    """Looks at a grid of features where an LSTM, the core, expects most, and keeps what it saw.

    What is looked at is no part of the image but of its features, which a CNN made of the whole of
    it. Every glimpse, the core's state weighs the places of the grid (see `GridAttention`).
    `"soft"` attention reads the mean of the features under the weights, and learns as all else
    does. `"hard"` attention reads the features of one place, drawn with the weights as its
    probabilities, and learns by reward; at inference it is the likeliest place, or the mean that is
    to be expected. The core starts from zeros: whatever it knows it has looked at.

    Args:
        units: Integer H, the units of the core.
        attention_units: Integer, the units in which features and state are compared.
        attention: `"soft"` or `"hard"`.
        at_inference: `"argmax"` or `"expectation"`, what hard attention reads at inference.
        doubly_stochastic: Float, the weight in the loss of `sum_i (1 - sum_t a_ti)^2`, `a_ti` being
            the weight of place i at glimpse t: it asks that all places be looked at alike in all.
        seed: Integer or `None`, the seed of the places that are drawn.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Output shape:
        `GlimpseLoop`, which is given the grid `(B, h, w, C)` as its image, returns of this cell a
        dictionary: `"attention"` `(B, N, h, w)`, float32, the weights, which sum to 1; `"hidden"`
        `(B, N, H)`, the core after each glimpse; of hard attention also `"log_probabilities"`
        `(B, N)`, of the places that were read, `"entropies"` `(B, N)` of the weights, and
        `"baselines"` `(B, N)`, the reward that is expected, whatever is seen. There need be no
        context.

    Raises:
        ValueError: If a size is less than 1, `attention` or `at_inference` is unknown, or
            `doubly_stochastic` is negative.

    Example:

    >>> loop = stawm_keras.layers.GlimpseLoop(
    ...     stawm_keras.layers.GridAttentionCell(32, attention_units=16), num_glimpses=3
    ... )
    >>> seen = loop(np.ones((2, 7, 7, 64), "float32"))
    >>> seen["attention"].shape, seen["hidden"].shape
    ((2, 3, 7, 7), (2, 3, 32))

    Reference:
        Xu et al., "Show, Attend and Tell", 2015, Sections 3.1.2 and 4.
    """

    def __init__(
        self,
        units=256,
        attention_units=256,
        attention="soft",
        at_inference="argmax",
        doubly_stochastic=0.0,
        seed=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_sizes(units=units)
        for name, value, known in (
            ("attention", attention, ATTENTION),
            ("at_inference", at_inference, AT_INFERENCE),
        ):
            if value not in known:
                one, other = known
                raise ValueError(f'`{name}` must be "{one}" or "{other}". Received: {name}={value}')
        if not doubly_stochastic >= 0:
            raise ValueError(
                "`doubly_stochastic` is a weight in the loss and must not be negative. Received: "
                f"doubly_stochastic={doubly_stochastic}"
            )
        self.units = units
        self.attention_units = attention_units
        self.attention = attention
        self.at_inference = at_inference
        self.doubly_stochastic = doubly_stochastic
        self.seed = seed

        policy = self.dtype_policy
        self.attend = GridAttention(attention_units, dtype=policy, name="attend")
        self.core_cell = UnrolledLSTMCell(units, dtype=policy, name="core")
        if attention == "hard":
            self.seed_generator = ReplicaSeedGenerator(seed)

    def build(self, image_shape, context_shape, num_glimpses):
        if len(image_shape) != 4:
            raise ValueError(
                "What is looked at is a grid of features (batch, height, width, channels). "
                f"Received: a grid of shape {tuple(image_shape)}"
            )
        batch, channels = image_shape[0], image_shape[-1]
        self.attend.build(image_shape, (batch, self.units))
        self.core_cell.build((batch, self.core_features(channels)))
        if self.attention == "hard":
            self.expected_reward = self.add_weight(
                shape=(),
                initializer="zeros",
                dtype="float32",
                trainable=False,
                autocast=False,
                aggregation="mean",
                name="expected_reward",
            )

    def core_features(self, channels):
        """How many features the core is given at every step."""
        return channels

    def first_core(self, image):
        """The core's hidden and cell state before the first look."""
        return tuple(self.core_cell.get_initial_state(ops.shape(image)[0]))

    def begin(self, image, context, num_glimpses, training=None):
        grid = self.attend.prepared(image)
        if self.attention == "hard":  # What is seen is learned from the task alone.
            grid = (grid[0], *self.attend.prepared(ops.stop_gradient(image))[1:])
        state = {
            "core": self.first_core(image),
            # The same at every step.
            "grid": grid,
            "weights": self.core_cell.prepared(),
        }
        if self.attention == "soft" or not training:
            return state, None
        places = image.shape[1] * image.shape[2]
        uniform = keras.random.uniform(
            (num_glimpses, ops.shape(image)[0], places),
            minval=SMALLEST,
            dtype="float32",
            seed=self.seed_generator,
        )
        return state, -ops.log(-ops.log(uniform))  # Gumbel's distribution.

    def step(self, image, state, noise):
        seen, read = self.look(image, state, noise)
        core = self.core_cell.apply(read, state["core"], state["weights"])
        return {**seen, "hidden": core[0]}, {**state, "core": core}

    def look(self, image, state, noise=None):
        """What is seen, and the features `(B, C)` that are read."""
        known = state["core"][0]
        if self.attention == "soft":
            weights = ops.softmax(self.attend.scores(known, state["grid"]))
            seen, read = {}, weights
        else:
            scores = self.attend.scores(ops.stop_gradient(known), state["grid"])
            weights = ops.softmax(scores)
            # The largest of scores and Gumbel's noise is drawn with the weights' probabilities.
            drawn = largest(scores if noise is None else scores + noise)
            expects = noise is None and self.at_inference == "expectation"
            seen, read = {"scores": scores, "drawn": drawn}, weights if expects else drawn
        attention = ops.reshape(weights, (-1, *image.shape[1:3]))
        return {**seen, "attention": attention}, self.attend.read(read, state["grid"])

    def finish(self, seen):
        if self.doubly_stochastic:
            lack = 1 - ops.sum(self.counted(seen), axis=1)
            penalties = ops.sum(ops.square(lack), axis=(1, 2))
            self.add_loss(self.doubly_stochastic * ops.mean(penalties))
        found = {"attention": seen["attention"], "hidden": seen["hidden"]}
        if self.attention == "soft":
            return found
        logarithms = ops.log_softmax(seen["scores"])
        log_probabilities = ops.sum(seen["drawn"] * logarithms, axis=-1)
        return {
            **found,
            "log_probabilities": log_probabilities,
            "entropies": -ops.sum(ops.exp(logarithms) * logarithms, axis=-1),
            "baselines": self.expected_reward * ops.ones_like(log_probabilities),
        }

    def expect(self, reward):
        """Moves the expected reward of hard attention towards a reward that there was."""
        expected = self.expected_reward
        expected.assign(KEPT * expected + (1 - KEPT) * ops.cast(reward, "float32"))

    def counted(self, seen):
        """The weights of the glimpses that count as looks, `(B, N, h, w)`."""
        return seen["attention"]

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "attention_units": self.attention_units,
            "attention": self.attention,
            "at_inference": self.at_inference,
            "doubly_stochastic": self.doubly_stochastic,
            "seed": self.seed,
        }


def largest(scores):
    """1 where the largest of each row `(B, L)` is, 0 elsewhere; a constant."""
    # Not argmax, which ONNX and LiteRT cannot take from Keras.
    there = ops.cast(scores >= ops.max(scores, axis=-1, keepdims=True), "float32")
    return ops.stop_gradient(there / ops.sum(there, axis=-1, keepdims=True))
