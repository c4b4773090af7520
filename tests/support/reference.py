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


def sample(image, pose, size):
    """Bilinear sampling under affine poses, zero outside, -1 and 1 at corner pixels' centres."""
    batch, height, width, channels = image.shape
    out = np.zeros((batch, *size, channels))
    for b in range(batch):
        a = np.asarray(pose[b], "float64").reshape(2, 3)
        for row in range(size[0]):
            for column in range(size[1]):
                x = 2 * column / (size[1] - 1) - 1 if size[1] > 1 else 0.0
                y = 2 * row / (size[0] - 1) - 1 if size[0] > 1 else 0.0
                u, v = a @ (x, y, 1)
                u, v = (u + 1) / 2 * (width - 1), (v + 1) / 2 * (height - 1)
                for i in range(height):
                    for j in range(width):
                        weight = max(0, 1 - abs(u - j)) * max(0, 1 - abs(v - i))
                        out[b, row, column] += weight * image[b, i, j]
    return out


def addition_canvases(sketches, start):
    """Eq. 3: the canvas after every sketch (B, N, H, W, C)."""
    canvas, stages = np.full(sketches[:, 0].shape, float(start)), []
    for step in range(sketches.shape[1]):
        canvas = canvas + sketches[:, step]
        stages.append(1 / (1 + np.exp(-canvas)))
    return np.stack(stages, axis=1)


def over_canvases(sketches, masks):
    """Eq. 4: the canvas after every sketch (B, N, H, W, C)."""
    canvas, stages = np.zeros(sketches[:, 0].shape), []
    for step in range(sketches.shape[1]):
        canvas = canvas * (1 - masks[:, step]) + sketches[:, step] * masks[:, step]
        stages.append(canvas)
    return np.stack(stages, axis=1)
