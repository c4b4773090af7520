"""Times `AffineGlimpse` against other ways to sample, forward and backward, over sizes.

    python -m benchmarks.sampler

`matrix` places every sample with two matrices of interpolation weights, one for each axis, of
every position: exact, without a gather, at a cost that grows with the image. `four gathers` takes
each of the four neighbours from its own image, where `AffineGlimpse` has one row of all pixels.
`torch` is `affine_grid` and `grid_sample` on the CPU, where PyTorch is installed. All give the same
glimpses, which is checked first.
"""

import importlib.util
import statistics
import time

import numpy as np

from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write

SIZES = ((28, 8, 1), (28, 28, 1), (32, 16, 3), (64, 32, 3), (256, 32, 3), (512, 32, 3))


def main():
    """Measures every size and every sampler."""
    made = parser(__doc__)
    made.add_argument("--batch", type=int, default=128)
    options = made.parse_args()
    rows = []
    for image, glimpse, channels in SIZES:
        rows += _measure(image, glimpse, channels, options)
    print_table(rows)
    write(options.out, rows)


def _measure(image_side, side, channels, options):
    from keras import ops

    from benchmarks.compiled import compiled
    from benchmarks.compiled import seconds
    from benchmarks.compiled import with_gradients

    rng = np.random.default_rng(0)
    image = rng.uniform(size=(options.batch, image_side, image_side, channels)).astype("float32")
    identity = np.array([1, 0, 0, 0, 1, 0])
    pose = (0.5 * identity + 0.1 * rng.normal(size=(options.batch, 6))).astype("float32")
    row = {"image": image_side, "glimpse": side, "channels": channels, "batch": options.batch}
    expected, rows = None, []
    for name, sampler in _samplers(side).items():
        arrays = (ops.convert_to_tensor(image), ops.convert_to_tensor(pose))
        found = np.asarray(compiled(sampler)(*arrays))
        expected = found if expected is None else expected
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4, err_msg=name)
        forward = seconds(compiled(sampler), *arrays, rounds=options.rounds)
        backward = seconds(with_gradients(sampler), *arrays, rounds=options.rounds)
        rows.append(_row(row, name, forward, backward))
    if importlib.util.find_spec("torch"):
        rows.append(_row(row, "torch", *_torch(image, pose, side, expected, options.rounds)))
    return rows


def _row(row, name, forward, backward):
    return {
        **row,
        "sampler": name,
        "forward_ms": 1e3 * statistics.median(forward),
        "backward_ms": 1e3 * statistics.median(backward),
    }


def _samplers(side):
    from stawm_keras.ops import affine_sample

    return {
        "AffineGlimpse": lambda image, pose: affine_sample(image, pose, (side, side)),
        "four gathers": lambda image, pose: _four_gathers(image, *_positions(image, pose, side)),
        "matrix": lambda image, pose: _matrix(image, *_positions(image, pose, side)),
    }


def _positions(image, pose, side):
    """Positions of the samples in pixels, (B, side * side) each."""
    from keras import ops

    line = np.linspace(-1, 1, side, dtype="float32")
    x, y = (part.reshape(-1) for part in np.meshgrid(line, line))
    a = ops.reshape(pose, (-1, 6, 1))
    half_x, half_y = (image.shape[2] - 1) / 2, (image.shape[1] - 1) / 2
    return (
        (a[:, 0] * x + a[:, 1] * y + a[:, 2] + 1) * half_x,
        (a[:, 3] * x + a[:, 4] * y + a[:, 5] + 1) * half_y,
    )


def _four_gathers(image, x, y):
    from keras import ops

    batch, height, width, channels = image.shape
    flat = ops.reshape(image, (batch, height * width, channels))
    left, top = ops.floor(x), ops.floor(y)
    glimpse = 0.0
    for tap_y in (top, top + 1):
        for tap_x in (left, left + 1):
            weight = ops.maximum(1 - ops.abs(x - tap_x), 0.0) * (1 - ops.abs(y - tap_y))
            inside = (tap_x >= 0) & (tap_x < width) & (tap_y >= 0) & (tap_y < height)
            column = ops.cast(ops.clip(tap_x, 0, width - 1), "int32")
            row = ops.cast(ops.clip(tap_y, 0, height - 1), "int32")
            pixels = ops.take_along_axis(flat, ops.expand_dims(row * width + column, -1), axis=1)
            glimpse += ops.expand_dims(weight * ops.cast(inside, "float32"), -1) * pixels
    return _as_image(glimpse)


def _matrix(image, x, y):
    from keras import ops

    _, height, width, channels = image.shape
    across = _tents(x, width)
    down = _tents(y, height)
    planes = [
        ops.sum(ops.matmul(down, image[..., channel]) * across, axis=-1)
        for channel in range(channels)
    ]
    return _as_image(ops.stack(planes, axis=-1))


def _tents(positions, count):
    """Interpolation weights of `count` pixels for each position, (B, P, count)."""
    from keras import ops

    pixels = np.arange(count, dtype="float32")
    return ops.maximum(1 - ops.abs(ops.expand_dims(positions, -1) - pixels), 0.0)


def _as_image(samples):
    from keras import ops

    batch, count, channels = samples.shape
    side = round(count**0.5)
    return ops.reshape(samples, (batch, side, side, channels))


def _torch(image, pose, side, expected, rounds):
    """Seconds forward and backward, alike in their rounds."""
    import torch
    from torch.nn import functional as F

    image = torch.from_numpy(image).permute(0, 3, 1, 2).contiguous().requires_grad_()
    pose = torch.from_numpy(pose).requires_grad_()

    def sample():
        size = [len(image), image.shape[1], side, side]
        grid = F.affine_grid(pose.view(-1, 2, 3), size, align_corners=True)
        return F.grid_sample(image, grid, align_corners=True)

    def backward():
        torch.autograd.grad(sample().sum(), (image, pose))

    found = sample().detach().permute(0, 2, 3, 1).numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)

    def seconds(function):
        times = []
        for _ in range(rounds + 1):
            start = time.perf_counter()
            for _ in range(10):
                function()
            times.append((time.perf_counter() - start) / 10)
        return times[1:]

    with torch.no_grad():
        forward = seconds(sample)
    return forward, seconds(backward)


if __name__ == "__main__":
    main()
