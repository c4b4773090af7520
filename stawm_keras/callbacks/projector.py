"""Latents for TensorBoard's embedding projector, each shown as a small picture.

tensorboardX can add latents to those of earlier epochs, of which the projector shows the first.

Symbols: R latents, K latent units, H, W, C height, width and channels of a picture.
"""

import math

import numpy as np

_LARGEST_SHEET = 8192  # Pixels a side, as browsers take them.

_CONFIG = """embeddings {{
  tensor_name: "latents:{epoch:05}"
  tensor_path: "latents/tensors.tsv"
  metadata_path: "latents/metadata.tsv"
  sprite {{
    image_path: "latents/sprite.png"
    single_image_dim: {side}
    single_image_dim: {side}
  }}
}}
"""


def write_projector(folder, latents, pictures, metadata, epoch):
    """Writes latents for the projector, in the place of those of an earlier epoch.

    Args:
        folder: `pathlib.Path` of the TensorBoard run.
        latents: Array `(R, K)`; as many of them are written as a sheet has room for pictures.
        pictures: Array `(R, H, W, C)`, pixels in [0, 1].
        metadata: Dictionary of sequences of R numbers or words, by what they are.
        epoch: Integer, which the projector shows in the latents' name.
    """
    from PIL import Image

    side = max(pictures.shape[1:3])
    count = min(len(latents), (_LARGEST_SHEET // side) ** 2)
    rows = zip(*metadata.values(), strict=True)
    lines = ["\t".join(str(value) for value in row) for row in (metadata, *rows)]
    below = folder / "latents"
    below.mkdir(exist_ok=True)
    np.savetxt(below / "tensors.tsv", latents[:count], "%.6g", delimiter="\t")
    (below / "metadata.tsv").write_text("\n".join(lines[: 1 + count]) + "\n")
    Image.fromarray(_sheet(pictures[:count], side)).save(below / "sprite.png")
    (folder / "projector_config.pbtxt").write_text(_CONFIG.format(epoch=epoch, side=side))


def _sheet(pictures, side):
    """Pictures in square places, row by row on a square sheet, as uint8 pixels."""
    count, height, width, _ = pictures.shape
    across = math.isqrt(count - 1) + 1
    places = np.zeros((across * across, side, side, 3))
    places[:count, :height, :width] = pictures
    sheet = places.reshape(across, across, side, side, 3).swapaxes(1, 2)
    return np.uint8(np.round(255 * np.clip(sheet, 0, 1))).reshape(across * side, across * side, 3)
