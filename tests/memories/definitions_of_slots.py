"""Definitions, as those of `definitions`, of the memories that keep words in slots.

Symbols: B batch, N steps, S slots, W width of a word, R heads that read. One sample at a time.
"""

import numpy as np
from reference import lstm
from reference import sigmoid


def each(step):
    """Steps of all samples, from `step(weights, x, *states)`, one of one sample to its states."""

    def steps(weights, inputs, states, **sizes):
        reads = []
        for number, sequence in enumerate(inputs):
            of_one = [state[number] for state in states]
            outputs = []
            for x in sequence:
                of_one = step(weights, x, *of_one, **sizes)
                of_one = [np.reshape(part, -1) for part in of_one]
                outputs.append(of_one[0])
            reads.append((outputs, of_one))
        last = zip(*(of_one for _, of_one in reads), strict=True)
        return np.array([outputs for outputs, _ in reads]), [np.stack(part) for part in last]

    return steps


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def softplus(x):
    return np.log1p(np.exp(x))


def read_words(words, queries, strength=1.0):
    """The mean of words (B, S, W), weighted by how well they match queries (B, Q, W)."""
    scores = strength * np.einsum("bqw,bsw->bqs", queries, words)
    return np.einsum("bqs,bsw->bqw", softmax(scores), words)


@each
def mean_steps(weights, x, mean, count):
    mean = (mean * count + x[: len(mean)]) / (count + 1)
    return mean, count + 1


@each
def lstm_steps(weights, x, h, c):
    (h,), (c,) = lstm(x[None, : len(h)], h[None], c[None], weights, "lstm")
    return h, c


def first_recall(weights, states, queries):
    """The first state, whatever is asked."""
    return np.repeat(states[0][:, None], queries.shape[1], axis=1)


@each
def hopfield_steps(weights, x, read, words, count, beta):
    units = len(read)
    words = np.array(words).reshape(-1, units)
    words[int(count[0]) % len(words)] = x[:units]
    count = count + 1
    asked = x[-units:]
    filled = words[: int(count[0])]
    return softmax(beta * filled @ asked) @ filled, words, count


def hopfield_recall(weights, states, queries, beta):
    _, words, count = states
    reads = []
    for one, many, asked in zip(words, count, queries, strict=True):
        filled = one.reshape(-1, asked.shape[-1])[: int(many[0])]
        reads.append(softmax(beta * asked @ filled.T) @ filled)
    return np.stack(reads)


@each
def stack_steps(weights, x, h, held, stacks, seen):
    held = held.reshape(-1, stacks) - 1  # The state is counted from -1.
    tops = held[:seen].reshape(-1)
    h = sigmoid(
        x @ weights["of_input/kernel"]
        + weights["of_input/bias"]
        + h @ weights["of_hidden/kernel"]
        + tops @ weights["of_stacks/kernel"]
    )
    actions = (h @ weights["act/kernel"] + weights["act/bias"]).reshape(-1, stacks)
    pushed = sigmoid(h @ weights["push/kernel"] + weights["push/bias"])
    after = np.zeros(held.shape)
    for stack in range(stacks):
        push, pop, *stay = softmax(actions[:, stack])
        column = [pushed[stack], *held[:, stack], -1]
        for i in range(len(held)):
            after[i, stack] = push * column[i] + pop * column[i + 2]
            if stay:
                after[i, stack] += stay[0] * column[i + 1]
    return h, after + 1


def stack_recall(weights, states, queries):
    return read_words(states[1].reshape(len(queries), -1, queries.shape[-1]), queries)


def told(weights, h, shapes):
    """What a controller tells its memory, by name."""
    flat = h @ weights["interface/kernel"] + weights["interface/bias"]
    flat, parts = np.clip(flat, -20, 20), {}
    for name, shape in shapes.items():
        count = int(np.prod(shape))
        parts[name], flat = flat[:count].reshape(shape), flat[count:]
    assert flat.size == 0
    return parts


def alike(key, row):
    lengths = [np.sqrt(part @ part + 1e-6) for part in (key, row)]
    return key @ row / np.prod(lengths)


def controlled(weights, x, last, c):
    """The LSTM's output, its cell state, after an input beside what was read before."""
    units = len(c)
    seen = np.concatenate([x, last[units:]])
    (h,), (c,) = lstm(seen[None], last[None, :units], c[None], weights, "controller")
    return h, c


@each
def ntm_steps(
    weights, x, last, c, words, weightings, averages=None, *, slots, width, heads,
    address_width=0,
):  # fmt: skip
    words = 1e-6 + words.reshape(slots, width)
    weightings = weightings.reshape(heads + 1, -1)
    first = np.eye(weightings.shape[1])[0]
    weightings = weightings + first
    h, c = controlled(weights, x, last, c)
    every, row = heads + 1, width + address_width
    shapes = {"key": (every, row), "strength": (every,), "gate": (every,), "shifts": (every, 3)}
    shapes["power"] = (every,)
    if averages is not None:
        averages = np.array(averages).reshape(weightings.shape)
        shapes["avoid"] = (every,)
    say = told(weights, h, {**shapes, "erase": (width,), "add": (width,)})

    rows = words
    if address_width:
        rows = np.concatenate([words, weights["addresses"]], axis=1)
    found_by = rows
    if "no_op_row" in weights:
        found_by = np.concatenate([rows, weights["no_op_row"]])
    new, read = [], []
    for head in range(every):
        key = np.tanh(say["key"][head])
        scores = softplus(say["strength"][head]) * np.array([alike(key, one) for one in found_by])
        if averages is not None:
            average = averages[head].copy()
            averages[head] = 0.96 * average + 0.04 * scores
            scores = scores - sigmoid(say["avoid"][head]) * average
        g = sigmoid(say["gate"][head])
        gated = g * softmax(scores) + (1 - g) * weightings[head]
        back, stay, on = softmax(say["shifts"][head])
        w = gated.copy()
        for i in range(slots):
            w[i] = back * gated[(i + 1) % slots] + stay * gated[i] + on * gated[(i - 1) % slots]
        w = np.maximum(w, 1e-12) ** (1 + softplus(say["power"][head]))
        new.append(w / w.sum())
        if head < heads:
            read.append(new[-1][:slots] @ rows)
    w = new[-1][:slots]
    words = words * (1 - np.outer(w, sigmoid(say["erase"]))) + np.outer(w, np.tanh(say["add"]))
    output = np.concatenate([h, *read])
    states = [output, c, words - 1e-6, np.stack(new) - first]
    return states if averages is None else [*states, averages]


def ntm_recall(weights, states, queries, slots):
    words = 1e-6 + states[2].reshape(len(queries), slots, -1)
    if "addresses" in weights:
        learned = np.stack([weights["addresses"]] * len(words))
        words = np.concatenate([words, learned], axis=2)
    return read_words(words, queries, queries.shape[-1] ** -0.5)


def allocated(usage):
    """The weighting of free slots, sorted by how little they are used."""
    usage = np.maximum(usage, 1e-6)
    weighting, taken = np.zeros(len(usage)), 1.0
    for slot in np.argsort(usage, kind="stable"):
        weighting[slot] = (1 - usage[slot]) * taken
        taken *= usage[slot]
    return weighting


@each
def dnc_steps(weights, x, last, c, words, links, p, u, w, reads, *, slots, width, heads):
    words, links = words.reshape(slots, width), links.reshape(slots, slots)
    reads = reads.reshape(heads, slots)
    h, c = controlled(weights, x, last, c)
    shapes = {
        "read_key": (heads, width), "read_strength": (heads,), "write_key": (width,),
        "write_strength": (), "erase": (width,), "add": (width,), "free": (heads,),
        "allocate": (), "write": (), "modes": (heads, 3),
    }  # fmt: skip
    say = told(weights, h, shapes)

    def by_content(key, strength):
        return softmax((1 + softplus(strength)) * np.array([alike(key, row) for row in words]))

    u = u + w - u * w
    for head in range(heads):
        u = u * (1 - sigmoid(say["free"][head]) * reads[head])
    g = sigmoid(say["allocate"])
    w = g * allocated(u) + (1 - g) * by_content(say["write_key"], say["write_strength"])
    w = sigmoid(say["write"]) * w
    words = words * (1 - np.outer(w, sigmoid(say["erase"]))) + np.outer(w, say["add"])
    new_links = np.zeros(links.shape)
    for i, j in np.ndindex(slots, slots):
        if i != j:
            new_links[i, j] = (1 - w[i] - w[j]) * links[i, j] + w[i] * p[j]
    p = (1 - w.sum()) * p + w
    found = []
    for head in range(heads):
        before, content, after = softmax(say["modes"][head])
        by_key = by_content(say["read_key"][head], say["read_strength"][head])
        found.append(
            before * new_links.T @ reads[head] + content * by_key + after * new_links @ reads[head]
        )
    output = np.concatenate([h, *(one @ words for one in found)])
    return output, c, words, new_links, p, u, w, np.stack(found)


def dnc_recall(weights, states, queries, slots):
    words = states[2].reshape(len(queries), slots, -1)
    return read_words(words, queries, queries.shape[-1] ** -0.5)
