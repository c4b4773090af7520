"""Definitions of reading facts, in NumPy loops and float64, one story at a time."""

import numpy as np
from keras import ops
from reference import sigmoid


def by_name(layer):
    """Its weights by the ends of their paths."""
    return {
        weight.path.split("/", 1)[-1]: ops.convert_to_numpy(weight).astype("float64")
        for weight in layer.weights
    }


def set_all(layer, seed=0, spread=0.7):
    """Gives every weight that is trained other values than those it starts with."""
    rng = np.random.default_rng(seed)
    for weight in layer.trainable_weights:
        weight.assign(rng.normal(0, spread, weight.shape))
    return layer


def softmax(scores, filled, rest=False):
    """Over those that are filled, and if it may rest, zeros for others; zeros where none is."""
    powers = np.exp(scores * filled) * (filled + rest * (1 - filled))
    return filled * powers / max(powers.sum(), 1e-9)


def sentence(words, embeddings):
    """The encoding of one sentence `(W,)` by embeddings `(V, d)`."""
    words = [word for word in words if word]
    units = embeddings.shape[1]
    total = np.zeros(units)
    for j, word in enumerate(words, 1):
        for k in range(1, units + 1):
            order = (1 - j / len(words)) - (k / units) * (1 - 2 * j / len(words))
            total[k - 1] += embeddings[word, k - 1] * 2 * order
    return total


def story(facts, embeddings, ages):
    """The encodings `(F, d)` of facts `(F, W)`: their words, and how many facts come after."""
    encoded = []
    for place, fact in enumerate(facts):
        age = sum(later.any() for later in facts[place + 1 :])
        encoded.append(sentence(fact, embeddings) + ages[min(age, len(ages) - 1)])
    return np.array(encoded)


def memory_hops(facts, question, weights, units, hops, tying, linear=False):
    """MemN2N: weights of every hop `(K, F)`, and logits `(V,)`."""

    def table(number, name):
        return weights[f"facts/{name}"][:, number * units : (number + 1) * units]

    def encoded(number):
        return story(facts, table(number, "words"), table(number, "ages"))

    adjacent = tying == "adjacent"
    asked = table(0, "words") if adjacent else weights["question/words"]
    state, filled, looked = sentence(question, asked), facts.any(axis=1) * 1.0, []
    for hop in range(hops):
        keys, values = (encoded(hop), encoded(hop + 1)) if adjacent else (encoded(0), encoded(1))
        scores = keys @ state
        p = scores * filled if linear else softmax(scores, filled, rest=True)
        state = (state if adjacent else state @ weights["onward"]) + p @ values
        looked.append(p)
    answers = table(hops, "words") if adjacent else weights["answers"]
    return np.array(looked), answers @ state


def key_value_memory(query, keys, values, filled, onward):
    """KV-MemNN: weights of every hop `(H, F)`, and the last query `(d,)`."""
    looked = []
    for matrix in onward:
        p = softmax(keys @ query, filled)
        query = matrix @ (query + p @ values)
        looked.append(p)
    return np.array(looked), query


def gru(x, h, weights, name):
    """A step of Keras' GRU, whose reset comes after the product."""
    kernel, recurrent, (of_input, of_state) = (
        weights[f"{name}/{part}"] for part in ("kernel", "recurrent_kernel", "bias")
    )
    (xz, xr, xh), (hz, hr, hh) = (
        np.split(part, 3) for part in (x @ kernel + of_input, h @ recurrent + of_state)
    )
    z, new = sigmoid(xz + hz), np.tanh(xh + sigmoid(xr + hr) * hh)
    return z * h + (1 - z) * new


def episodic_memory(question, facts, filled, weights, episodes, gate):
    """DMN: gates of every episode `(E, F)`, and the last memory `(d,)`."""
    memory, looked = question, []
    for _ in range(episodes):
        z = np.concatenate(
            [facts * question, facts * memory, (facts - question) ** 2, (facts - memory) ** 2], 1
        )
        hidden = np.tanh(z @ weights["compare/kernel"] + weights["compare/bias"])
        scores = (hidden @ weights["score/kernel"] + weights["score/bias"])[:, 0]
        gates = softmax(scores, filled) if gate == "softmax" else sigmoid(scores) * filled
        state = np.zeros(len(question))
        for g, fact in zip(gates, facts, strict=True):
            state = g * gru(fact, state, weights, "facts/cell") + (1 - g) * state
        memory = gru(state, memory, weights, "memory")
        looked.append(gates)
    return np.array(looked), memory
