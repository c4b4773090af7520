"""Pictures that stand for latents.

Symbols: B images, N sketches, H, W, C canvas height, width and channels.
"""

import numpy as np

_NEARLY = 1e-6  # 0 and 1 have no logit.


def latent_pictures(seen):
    """A picture for every latent that a model drew from, in [0, 1].

    Args:
        seen: Dictionary, as `look_at` returns it, with `"latents"` and `"drawing"`.

    Returns:
        Array `(B * N, H, W, C)`: every sketch alone on a canvas; `(B, H, W, C)`, the drawings, of a
        model that draws all at once.
    """
    if "sketches" not in seen:
        of_latents = seen["canvases" if seen["latents"].ndim == 3 else "drawing"]
        return of_latents.reshape(-1, *of_latents.shape[-3:])
    alone = _lone_sketches(seen)
    return alone.reshape(-1, *alone.shape[2:])


def _lone_sketches(seen):
    """Every sketch alone on a canvas, drawn N times over `(B, N, H, W, C)`.

    Together N sketches make a drawing; one of them, drawn once, can hardly be seen.
    """
    sketches = seen["sketches"]
    times = sketches.shape[1]
    if "masks" in seen:
        return sketches * (1 - (1 - seen["masks"]) ** times)  # Eq. 4, N times.
    # Eq. 3, N times, on the canvas as it was: what the first sketch does not explain of a pixel.
    first = np.clip(seen["canvases"][:, 0], _NEARLY, 1 - _NEARLY)
    clearest = np.abs(first - 0.5).argmin()
    canvas = first.flat[clearest]
    start = np.log(canvas / (1 - canvas)) - sketches[:, 0].flat[clearest]
    return (1 + np.tanh((start + times * sketches) / 2)) / 2
