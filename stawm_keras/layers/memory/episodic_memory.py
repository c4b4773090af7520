"""The episodic memory of a dynamic memory network."""

import keras
from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.layers.memory.gated_gru_cell import GatedGRUCell
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.ops.attend import attend
from stawm_keras.registration import register

GATES = ("softmax", "sigmoid")


@register
class EpisodicMemory(Float32Layer):
    """Goes through facts several times, each time with an eye on what the last time has shown.

    Of a question q and facts `c_i` the memory m, which is q at first, makes a gate for every fact;
    a GRU goes through the facts as far as their gates say, where it ends is the episode e, and of
    it another GRU makes the next memory:

        z_i = [c_i q, c_i m, (c_i - q)^2, (c_i - m)^2]
        g_i = softmax_i(W_2 tanh(W_1 z_i + b_1) + b_2)
        h <- g_i GRU(c_i, h) + (1 - g_i) h
        m <- GRU(e, m)

    It is float32 under every dtype policy. The squares stand for the papers' absolute differences,
    whose slope is the same however near the two are.

    Args:
        units: Integer, the width of the question and of the memory.
        episodes: Integer E, how often it goes through the facts.
        gate: `"softmax"`, so that the gates of an episode sum to 1 (2016), or `"sigmoid"`, each by
            itself (2015).
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        question: Tensor `(B, units)`.
        facts: Tensor `(B, F, units)`, in the order in which they were told.
        filled: Tensor `(B, F)`, 1 where there is a fact and 0 where there is none, which then has
            gate 0; `None` where all are there.

    Input shape:
        `[(B, units), (B, F, units), (B, F)]`.

    Output shape:
        Dictionary: `"facts"` `(B, E, F)`, the gates of every episode; `"read"` `(B, units)`, the
        memory after the last one.

    Raises:
        ValueError: If a size is not positive, `gate` is unknown, or question or facts are of
            another width.

    Example:

    >>> memory = stawm_keras.layers.EpisodicMemory(8, episodes=2)
    >>> found = memory(np.ones((2, 8), "float32"), np.ones((2, 5, 8), "float32"))
    >>> found["facts"].shape, found["read"].shape
    ((2, 2, 5), (2, 8))

    Reference:
        Kumar et al., "Ask Me Anything: Dynamic Memory Networks for Natural Language Processing",
        2015 (arXiv:1506.07285); Xiong, Merity and Socher, "Dynamic Memory Networks for Visual and
        Textual Question Answering", 2016 (arXiv:1603.01417).
    """

    def __init__(self, units, episodes=3, gate="softmax", **kwargs):
        check_sizes(units=units, episodes=episodes)
        if gate not in GATES:
            raise ValueError(f'`gate` must be "softmax" or "sigmoid". Received: gate={gate!r}')
        super().__init__(**kwargs)
        self.units = units
        self.episodes = episodes
        self.gate = gate
        self.compare = keras.layers.Dense(units, "tanh", dtype="float32", name="compare")
        self.score = keras.layers.Dense(1, dtype="float32", name="score")
        self.go_through = keras.layers.RNN(
            GatedGRUCell(units, dtype="float32", name="cell"), dtype="float32", name="facts"
        )
        self.update = keras.layers.GRUCell(units, dtype="float32", name="memory")

    def build(self, question_shape, facts_shape, filled_shape=None):
        if not question_shape[-1] == facts_shape[-1] == self.units:
            raise ValueError(
                f"Question and facts must be of `units`, {self.units}. Received: question of shape "
                f"{tuple(question_shape)}, facts of shape {tuple(facts_shape)}"
            )
        batch, facts, units = facts_shape
        self.compare.build((batch, facts, 4 * units))
        self.score.build((batch, facts, units))
        self.go_through.build((batch, facts, units + 1))
        self.update.build((batch, units))

    def call(self, question, facts, filled=None):
        question, facts = ops.cast(question, "float32"), ops.cast(facts, "float32")
        filled = ops.ones_like(facts[..., 0]) if filled is None else ops.cast(filled, "float32")
        memory, looked = question, []
        for _ in range(self.episodes):
            alike = [ops.expand_dims(part, 1) for part in (question, memory)]
            compared = ops.concatenate(
                [facts * part for part in alike] + [ops.square(facts - part) for part in alike],
                axis=-1,
            )
            scores = ops.squeeze(self.score(self.compare(compared)), -1)
            if self.gate == "softmax":
                gates = attend(scores, filled)
            else:
                gates = filled * ops.sigmoid(scores)
            episode = self.go_through(ops.concatenate([facts, ops.expand_dims(gates, -1)], axis=-1))
            memory, _ = self.update(episode, [memory])
            looked.append(gates)
        return {"facts": ops.stack(looked, axis=1), "read": memory}

    def compute_output_spec(self, question, facts, filled=None):
        batch, count, units = facts.shape
        return {
            "facts": keras.KerasTensor((batch, self.episodes, count), "float32"),
            "read": keras.KerasTensor((batch, units), "float32"),
        }

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "episodes": self.episodes,
            "gate": self.gate,
        }
