"""The definitions, written step by step in NumPy loops and float64."""

import numpy as np


def relu6(x):
    return np.minimum(np.maximum(x, 0), 6)


def hebb_rosenblatt(keys, queries, eta, delta, theta, scale=1.0, start=None):
    """Eq. 2 for keys and queries (B, T, M): what is read after every write, and the last W."""
    keys, queries = np.asarray(keys, "float64"), np.asarray(queries, "float64")
    batch, steps, units = keys.shape
    reads = np.zeros((batch, steps, units))
    memory = np.zeros((batch, units, units)) if start is None else np.array(start, "float64")
    for b in range(batch):
        w = memory[b]
        for t in range(steps):
            e = keys[b, t]
            value = relu6(scale * w @ e + theta * e)
            w = w + eta * np.outer(e, value) - delta * w
            reads[b, t] = relu6(scale * w @ queries[b, t])
        memory[b] = w
    return reads, memory


def bilinear(image, u, v):
    """One image at one place, in pixels: the weights of its rows and columns; zero outside."""
    height, width, _ = image.shape
    rows = np.maximum(0, 1 - np.abs(v - np.arange(height)))
    columns = np.maximum(0, 1 - np.abs(u - np.arange(width)))
    return np.einsum("i,j,ijc->c", rows, columns, image)


def warp(image, pose, size, place):
    """Sampling where `place(pose, x, y)` says, -1 and 1 at corner pixels' centres."""
    batch, height, width, channels = image.shape
    out = np.zeros((batch, *size, channels))
    for b in range(batch):
        for row in range(size[0]):
            for column in range(size[1]):
                x = 2 * column / (size[1] - 1) - 1 if size[1] > 1 else 0.0
                y = 2 * row / (size[0] - 1) - 1 if size[0] > 1 else 0.0
                u, v = place(np.asarray(pose[b], "float64"), x, y)
                u, v = (u + 1) / 2 * (width - 1), (v + 1) / 2 * (height - 1)
                out[b, row, column] = bilinear(image[b], u, v)
    return out


def sample(image, pose, size):
    """Sampling under affine poses."""
    return warp(image, pose, size, lambda a, x, y: a.reshape(2, 3) @ (x, y, 1))


def projective(image, pose, size):
    """Sampling under homographies whose last number is 1; nothing beyond the horizon."""

    def place(a, x, y):
        u, v, w = np.append(a, 1).reshape(3, 3) @ (x, y, 1)
        return (u / w, v / w) if w > 0 else (9, 9)

    return warp(image, pose, size, place)


def thin_plate_spline(image, pose, size, grid):
    """Bookstein's spline through control points, row by row, solved for every pose anew."""
    rows, columns = grid
    points = np.array(
        [(x, y) for y in np.linspace(-1, 1, rows) for x in np.linspace(-1, 1, columns)]
    )

    def bending(x, y):
        r = np.hypot(*(points - (x, y)).T)
        return np.where(r > 0, r**2 * np.log(np.maximum(r, 1e-300)), 0)

    affine = np.concatenate([np.ones((len(points), 1)), points], axis=1)
    system = np.block(
        [[np.array([bending(*p) for p in points]), affine], [affine.T, np.zeros((3, 3))]]
    )

    def place(q, x, y):
        solved = np.linalg.solve(system, np.concatenate([q.reshape(-1, 2), np.zeros((3, 2))]))
        return np.concatenate([bending(x, y), (1, x, y)]) @ solved

    return warp(image, pose, size, place)


def retina(image, centre, size, scales):
    """RAM's retina: patches around a place, each twice as wide, in pixels that are means."""
    batch, height, width, channels = image.shape
    out = np.zeros((batch, *size, scales, channels))
    for b, k in np.ndindex(batch, scales):
        x, y = (np.asarray(centre[b], "float64") + 1) / 2 * (width - 1, height - 1)
        for row, column, i, j in np.ndindex(*size, 2**k, 2**k):
            v = y + row * 2**k + i - (size[0] * 2**k - 1) / 2
            u = x + column * 2**k + j - (size[1] * 2**k - 1) / 2
            out[b, row, column, k] += bilinear(image[b], u, v) / 4**k
    return out.reshape(batch, *size, scales * channels)


def location_log_probability(sample, mean, std):
    """The density of samples (..., P) of independent Gaussians, as a logarithm."""
    density = np.exp(-((sample - mean) ** 2) / (2 * std**2)) / np.sqrt(2 * np.pi * std**2)
    return np.log(density).sum(axis=-1)


def recurrent_attention(image, samples, weights, std, size, scales):
    """RAM looking at samples (B, N, 2): the core after each, their log-probabilities, baselines.

    Weights are by name, `"what/kernel"` and so on.
    """

    def dense(x, name):
        return x @ weights[f"{name}/kernel"] + weights[f"{name}/bias"]

    def layer(x, name):
        return np.maximum(dense(x, name), 0)

    h = np.zeros((len(image), len(weights["core/recurrent_kernel"])))
    known, log_probabilities, baselines = [], [], []
    for sample in np.swapaxes(samples, 0, 1):
        mean = dense(h, "policy/mean")
        log_probabilities.append(location_log_probability(sample, mean, std))
        baselines.append(dense(h, "baseline")[:, 0])
        place = np.clip(sample, -1, 1)
        patches = retina(image, place, (size, size), scales).reshape(len(image), -1)
        what, where = layer(patches, "what"), layer(place, "where")
        g = np.maximum(dense(what, "what_features") + dense(where, "where_features"), 0)
        h = np.maximum(dense(g, "core") + h @ weights["core/recurrent_kernel"], 0)
        known.append(h)
    return tuple(np.stack(part, axis=1) for part in (known, log_probabilities, baselines))


def lstm(x, h, c, weights, name):
    """A step of Keras' LSTM."""
    gates = x @ weights[f"{name}/kernel"] + h @ weights[f"{name}/recurrent_kernel"]
    i, f, new, o = np.split(gates + weights[f"{name}/bias"], 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    c = f * c + i * np.tanh(new)
    return o * np.tanh(c), c


def deep_attention(context, steps, weights, aim, see):
    """DRAM's two LSTMs: the first, which classifies, as it was and is, and the second, (B, N, H).

    `aim(h2, step)` is where to look, and `see(place)` what is there, flat.
    """
    h1 = c1 = c2 = np.zeros(context.shape)
    h2 = context
    before, after, aims = [], [], []
    for step in range(steps):
        if step > 0:
            h2, c2 = lstm(h1, h2, c2, weights, "aiming_lstm")
        place = aim(h2, step)
        what, where = (
            np.maximum(x @ weights[f"{name}/kernel"] + weights[f"{name}/bias"], 0)
            for name, x in (("what", see(place)), ("where", place))
        )
        before.append(h1)
        aims.append(h2)
        h1, c1 = lstm(what * where, h1, c1, weights, "knowing_lstm")
        after.append(h1)
    return tuple(np.stack(part, axis=1) for part in (before, after, aims))


def gaussian_filters(pose, size, height, width):
    """DRAW's filters of one pose, pixels and filters counted from 1: of rows and of columns."""
    x, y, log_variance, log_stride, _ = np.asarray(pose, "float64")
    variance = np.exp(log_variance)
    stride = (max(width, height) - 1) / (size - 1) * np.exp(log_stride)
    filters = []
    for side, g in ((height, y), (width, x)):
        f = np.zeros((size, side))
        for i in range(1, size + 1):
            mean = (side + 1) / 2 * (g + 1) + (i - size / 2 - 0.5) * stride
            for a in range(1, side + 1):
                f[i - 1, a - 1] = np.exp(-((a - mean) ** 2) / (2 * variance))
        filters.append(f / f.sum(axis=1, keepdims=True))
    return filters


def gaussian_read(image, pose, size):
    """gamma F_Y x F_X^T of every channel."""
    _, height, width, channels = image.shape
    out = np.zeros((len(image), size, size, channels))
    for b, c in np.ndindex(len(image), channels):
        rows, columns = gaussian_filters(pose[b], size, height, width)
        out[b, ..., c] = np.exp(pose[b, 4]) * rows @ image[b, ..., c] @ columns.T
    return out


def gaussian_write(patch, pose, canvas_size):
    """1/gamma F_Y^T w F_X of every channel."""
    out = np.zeros((len(patch), *canvas_size, patch.shape[-1]))
    for b, c in np.ndindex(len(patch), patch.shape[-1]):
        rows, columns = gaussian_filters(pose[b], patch.shape[1], *canvas_size)
        out[b, ..., c] = rows.T @ patch[b, ..., c] @ columns / np.exp(pose[b, 4])
    return out


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def differentiable_attention(image, steps, weights, size):
    """Differentiable RAM: poses (B, N, 5) and the LSTM's outputs (B, N, H)."""
    state = np.zeros((2, len(image), weights["lstm/recurrent_kernel"].shape[0]))
    poses, known = [], []
    for _ in range(steps):
        poses.append(state[0] @ weights["pose/kernel"] + weights["pose/bias"])
        seen = gaussian_read(image, poses[-1], size).reshape(len(image), -1)
        state = lstm(seen, *state, weights, "lstm")
        known.append(state[0])
    return np.stack(poses, axis=1), np.stack(known, axis=1)


def draw(image, noise, weights, read_size=None, write_size=None):
    """DRAW of images, with the noise of its latents (N, B, K): log-odds of canvases, and KLs.

    Weights are by name, `"encoder/kernel"` and so on.
    """

    def dense(x, name):
        return x @ weights[f"{name}/kernel"] + weights[f"{name}/bias"]

    def first(name):
        return np.stack([weights[f"first_{name}"]] * batch)

    batch, *sides, channels = image.shape
    canvas, nothing = first("canvas"), np.zeros((batch, len(weights["first_encoded"])))
    encoder, decoder = (first("encoded"), nothing), (first("decoded"), nothing)
    canvases, divergences = [], []
    for of_step in noise:
        r = [image, image - sigmoid(canvas)]
        if read_size:
            pose = dense(decoder[0], "read_pose")
            r = [gaussian_read(part, pose, read_size) for part in r]
        # Pixel by pixel, as channels of one image.
        r = np.concatenate(r, axis=-1).reshape(batch, -1)
        encoder = lstm(np.concatenate([r, decoder[0]], axis=-1), *encoder, weights, "encoder")
        mean, log_variance = (dense(encoder[0], f"latent/{name}") for name in ("mu", "log_var"))
        z = mean + np.sqrt(np.exp(log_variance)) * of_step
        ratio = (np.exp(log_variance) + mean**2 - log_variance - 1) / 2
        divergences.append(ratio.sum(axis=-1))
        decoder = lstm(z, *decoder, weights, "decoder")
        patch = dense(decoder[0], "patch")
        if write_size:
            patch = patch.reshape(batch, write_size, write_size, channels)
            patch = gaussian_write(patch, dense(decoder[0], "write_pose"), sides)
        canvas = canvas + patch.reshape(image.shape)
        canvases.append(canvas)
    return np.stack(canvases, axis=1), np.stack(divergences, axis=1)


def addition_canvases(sketches, start):
    """Eq. 3: the canvas after every sketch (B, N, H, W, C)."""
    canvas, stages = np.full(sketches[:, 0].shape, float(start)), []
    for step in range(sketches.shape[1]):
        canvas = canvas + sketches[:, step]
        stages.append(sigmoid(canvas))
    return np.stack(stages, axis=1)


def over_canvases(sketches, masks):
    """Eq. 4: the canvas after every sketch (B, N, H, W, C)."""
    canvas, stages = np.zeros(sketches[:, 0].shape), []
    for step in range(sketches.shape[1]):
        canvas = canvas * (1 - masks[:, step]) + sketches[:, step] * masks[:, step]
        stages.append(canvas)
    return np.stack(stages, axis=1)


def grid_attention(grid, query, weights):
    """The weights (B, L) of a grid's places for a query, and the features (B, C) that are read."""
    out = np.zeros((len(grid), grid.shape[1] * grid.shape[2]))
    read = np.zeros((len(grid), grid.shape[-1]))
    for b in range(len(grid)):
        places = grid[b].reshape(-1, grid.shape[-1])
        sought = query[b] @ weights["query/kernel"] + weights["query/bias"]
        e = [np.tanh(a @ weights["features/kernel"] + sought) for a in places]
        e = np.exp([one @ weights["score/kernel"][:, 0] for one in e])
        out[b] = e / e.sum()
        read[b] = sum(alpha * a for alpha, a in zip(out[b], places, strict=True))
    return out, read


def within(weights, name):
    """Those of the weights by name that are in a part, by their names in it."""
    return {key[len(name) + 1 :]: w for key, w in weights.items() if key.startswith(f"{name}/")}


def look_over_grid(grid, weights, steps, read_of=None, start=None, words=None):
    """Attention (B, N, L), hidden states (B, N, H) and what was read (B, N, C), step by step.

    Hard attention reads what `read_of(step, scores)` says, weights (B, L) of the places, in place
    of the mean under attention. The LSTM starts from zeros or from two states (B, H); with `words`
    (B, N, E) it is given these as well.
    """
    h = c = np.zeros((len(grid), len(weights["core/recurrent_kernel"])))
    if start is not None:
        h, c = start
    places = grid.reshape(len(grid), -1, grid.shape[-1])
    found = [], [], []
    for step in range(steps):
        alpha, read = grid_attention(grid, h, within(weights, "attend"))
        if read_of is not None:
            read = np.einsum("bl,blc->bc", read_of(step, np.log(alpha)), places)
        x = read if words is None else np.concatenate([words[:, step], read], axis=-1)
        h, c = lstm(x, h, c, weights, "core")
        for part, tensor in zip(found, (alpha, h, read), strict=True):
            part.append(tensor)
    return tuple(np.stack(part, axis=1) for part in found)


def captions(grid, tokens, weights):
    """Show, Attend and Tell's logits (B, N, V) of each word, given those before it."""
    embedding = weights["embed/embeddings"]
    before = np.concatenate([0 * tokens[:, :1], tokens[:, :-1]], axis=1)
    words = embedding[before]
    mean = grid.mean(axis=(1, 2))
    start = [
        np.tanh(mean @ weights[f"{name}/kernel"] + weights[f"{name}/bias"])
        for name in ("first_hidden", "first_carry")
    ]
    attention, h, z = look_over_grid(grid, weights, tokens.shape[1], start=start, words=words)
    output = words + h @ weights["of_hidden/kernel"] + weights["of_hidden/bias"]
    output = output + z @ weights["of_read/kernel"]
    return attention, output @ weights["say/kernel"] + weights["say/bias"]
