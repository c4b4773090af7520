"""Being shown patterns, and completing one."""

import keras
from keras import ops

from training.data import sequences
from training.tasks.memories import build_memory
from training.tasks.sequences.recurrent import recurrent
from training.tasks.sequences.sequence_task import SequenceTask

BATCH = 100  # Sequences at once.


class Completing(SequenceTask):
    """A memory learns to answer with all of a pattern of which it is shown a half."""

    score = "bit_error"

    def make(self, recipe):
        bits, values = recipe.sequences.bits, recipe.model
        if values.memory.memory == "plastic":
            return _plastic(values, bits)
        network = recurrent(values, bits, bits, every_step=False)
        answer = keras.layers.Reshape((bits, 1), name="pattern")(ops.tanh(network.output))
        return keras.Model(network.input, answer)

    def examples(self, recipe):
        return sequences.Completion(**dict(recipe.sequences))

    def compile_arguments(self, recipe):
        return {
            "loss": keras.losses.MeanSquaredError(reduction="mean_with_sample_weight"),
            "weighted_metrics": [keras.metrics.MeanMetricWrapper(wrong_bits, name="wrong")],
        }

    def metrics(self, logs, output=""):
        return {"train_bit_error": 100 * logs["wrong"], "bit_error": 100 * logs["val_wrong"]}

    def evaluate(self, model, tested):
        ((shown, patterns, hidden),) = tested.values()
        told = model.predict(shown, batch_size=BATCH, verbose=0)
        wrong = (((told > 0) != (patterns > 0))[..., 0] * hidden).sum(axis=1)
        return {
            "wrong_bits": float(wrong.mean()),
            "bit_error": 100 * float(wrong.sum() / hidden.sum()),
            "hidden_bits": int(hidden[0].sum()),
        }

    def in_words(self, scores):
        if "wrong_bits" not in scores:
            return f"{scores['bit_error']:.2f} % of hidden bits wrong"
        return f"{scores['wrong_bits']:.3g} of {scores['hidden_bits']} hidden bits wrong"


def wrong_bits(patterns, told):
    """Whether a bit has the wrong sign, `(B, bits)`."""
    wrong = ops.not_equal(ops.greater(told, 0), ops.greater(patterns, 0))
    return ops.squeeze(ops.cast(wrong, "float32"), -1)


def _plastic(values, bits):
    """Units that are the bits, which what is shown holds where it is."""
    memory = build_memory(values.memory)
    if memory.units != bits:
        raise ValueError(
            f"memory_units must be {bits}, a unit for each bit of a pattern, for a plastic memory. "
            f"Received: {memory.units}."
        )
    shown = keras.Input((None, bits), name="sequence")
    strong = keras.layers.Rescaling(values.strength, name="strength")(shown)
    units = keras.layers.RNN(memory, dtype="float32", name="rnn")(strong)
    return keras.Model(shown, keras.layers.Reshape((bits, 1), name="pattern")(units))
