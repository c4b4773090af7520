"""The memories' definitions, written step by step in NumPy loops and float64.

Each is two functions. The steps, of `(weights, inputs, states)`, are a cell's weights by name, what
it is given `(B, N, F)`, and flat states as the cell has them; they return what is read after every
step `(B, N, M)` and the states then. The recall, of `(weights, states, queries)`, is what queries
`(B, Q, M)` read of states.
"""

import numpy as np
from reference import hebb_rosenblatt
from reference import relu6
from reference import sigmoid


def hebb_rosenblatt_steps(weights, inputs, states):
    units = states[0].shape[1]
    start = states[1].reshape(-1, units, units)
    reads, memory = hebb_rosenblatt(relu6(inputs), relu6(inputs), **weights, start=start)
    return reads, [reads[:, -1], memory.reshape(len(memory), -1)]


def hebb_rosenblatt_recall(weights, states, queries):
    return relu6(matrix_recall(weights, states, queries))


def matrix_recall(weights, states, queries):
    """W q, where W is the first state after the output."""
    units = queries.shape[-1]
    return np.einsum("bij,bqj->bqi", states[1].reshape(len(queries), -1, units), queries)


def as_long_as_1(vector):
    return vector / np.sqrt(vector @ vector + 1e-6)


def outer_product_steps(rule, decay=None, heads=1):
    """Linear attention and its kin; a fixed decay is one number for each head."""

    def steps(weights, inputs, states):
        batch, count, _ = inputs.shape
        units = states[0].shape[1]
        side = units // heads
        reads, blocks = np.zeros((batch, count, units)), states[1].reshape(-1, heads, side, side)
        blocks = blocks.copy()
        for b, t, head in np.ndindex(batch, count, heads):
            x, part = inputs[b, t], slice(head * side, (head + 1) * side)
            brought = np.split(x, 3) if "key/kernel" not in weights else None
            key, value, query = brought or [
                x @ weights[f"{name}/kernel"] for name in ("key", "value", "query")
            ]
            k, v, q = as_long_as_1(key[part]), value[part], as_long_as_1(query[part])
            s = blocks[b, head]
            if decay == "learned":
                gate = x @ weights["forget/kernel"] + weights["forget/bias"]
                s = s * np.exp(-np.exp(weights["forget_scale"]) * np.log1p(np.exp(gate)))[head]
            elif decay:
                s = s * decay[head]
            if rule == "hebb":
                s = s + np.outer(v, k)
            else:
                rate = sigmoid(x @ weights["rate/kernel"] + weights["rate/bias"])[head]
                if rule == "delta":
                    s = s + rate * np.outer(v - s @ k, k)
                else:
                    v = as_long_as_1(v)
                    s = s + rate * np.outer(v, k - s.T @ v)
            blocks[b, head] = s
            reads[b, t, part] = s @ q
        return reads, [reads[:, -1], blocks.reshape(batch, -1)]

    return steps


def outer_product_recall(heads=1):
    def recall(weights, states, queries):
        parts = np.split(queries, heads, axis=-1)
        side = parts[0].shape[-1]
        blocks = states[1].reshape(len(queries), heads, side, side)
        return np.concatenate(
            [parts[head] @ np.swapaxes(blocks[:, head], 1, 2) for head in range(heads)], axis=-1
        )

    return recall


def fast_weights_steps(decay, rate, inner_steps):
    """Ba et al.'s fast weights."""

    def normalized(z, weights):
        spread = np.sqrt(z.var() + 1e-5)
        return (
            weights["normalization/gamma"] * (z - z.mean()) / spread + weights["normalization/beta"]
        )

    def steps(weights, inputs, states):
        batch, count, _ = inputs.shape
        units = states[0].shape[1]
        hidden, fast = states[0].copy(), states[1].reshape(-1, units, units).copy()
        reads = np.zeros((batch, count, units))
        for b, t in np.ndindex(batch, count):
            h = hidden[b]
            fast[b] = decay * fast[b] + rate * np.outer(h, h)
            z = h @ weights["recurrent/kernel"] + weights["entry/bias"]
            z = z + inputs[b, t] @ weights["entry/kernel"]
            h = np.maximum(normalized(z, weights), 0)
            for _ in range(inner_steps):
                h = np.maximum(normalized(z + fast[b] @ h, weights), 0)
            hidden[b] = reads[b, t] = h
        return reads, [hidden, fast.reshape(batch, -1)]

    return steps


def fast_weights_recall(decay, rate):
    def recall(weights, states, queries):
        fast = np.array(
            [
                decay * before.reshape(len(h), len(h)) + rate * np.outer(h, h)
                for h, before in zip(*states, strict=True)
            ]
        )
        return np.einsum("bij,bqj->bqi", fast, queries)

    return recall


def plastic_steps(rule, limit):
    """Miconi's plastic networks."""

    def steps(weights, inputs, states):
        batch, count, units = inputs.shape
        outputs, *matrices = (state.copy() for state in states)
        matrices = [matrix.reshape(-1, units, units) for matrix in matrices]
        reads = np.zeros((batch, count, units))
        for b, t in np.ndindex(batch, count):
            y, plastic = outputs[b], matrices[0][b]
            after = np.tanh(y @ (weights["fixed"] + weights["strength"] * plastic) + inputs[b, t])
            together, rate = np.outer(y, after), weights.get("rate")
            if rule in ("modulated", "retroactive"):
                m = np.tanh(after @ weights["modulation/kernel"] + weights["modulation/bias"])
                m = m @ weights["fan_out/kernel"] + weights["fan_out/bias"]
            if rule == "hebb":
                plastic = (1 - rate) * plastic + rate * together
            elif rule == "oja":
                plastic = plastic + rate * after * (y[:, None] - after * plastic)
            elif rule == "modulated":
                plastic = np.clip(plastic + m * together, -limit, limit)
            else:
                plastic = np.clip(plastic + m * matrices[1][b], -limit, limit)
                matrices[1][b] = (1 - rate) * matrices[1][b] + rate * together
            matrices[0][b] = plastic
            outputs[b] = reads[b, t] = after
        return reads, [outputs, *(matrix.reshape(batch, -1) for matrix in matrices)]

    return steps


def plastic_recall(weights, states, queries):
    """q (alpha * P)."""
    units = queries.shape[-1]
    return queries @ (weights["strength"] * states[1].reshape(-1, units, units))
