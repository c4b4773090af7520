"""Latents for TensorBoard's embedding projector, each shown as a small picture.

The projector gives no colours of its own accord, so that a picture's border has its class' colour.
tensorboardX can add latents to those of earlier epochs, of which the projector shows the first.

Symbols: R latents, K latent units, H, W, C height, width and channels of a picture.
"""

import math

import numpy as np

_LARGEST_SHEET = 8192  # Pixels a side, as browsers take them.

# Petroff, "Accessible Color Sequences for Data Visualization" (arXiv 2107.02270): of ten colours
# that every kind of colour vision tells apart, the ten that are liked best.
_CLASS_COLOURS = np.array(
    [
        (63, 144, 218),
        (255, 169, 14),
        (189, 31, 1),
        (148, 164, 162),
        (131, 45, 182),
        (169, 107, 89),
        (231, 99, 0),
        (185, 172, 112),
        (113, 117, 129),
        (146, 218, 221),
    ]
)

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
        metadata: Dictionary of sequences of R numbers or words, by what they are. `"label"`, if
            there is one, is the class whose colour the picture's border has. From the eleventh
            class on the colours come again.
        epoch: Integer, which the projector shows in the latents' name.
    """
    from PIL import Image

    if "label" in metadata:
        pictures = _bordered(pictures, metadata["label"])
    side = max(pictures.shape[1:3])
    count = min(len(latents), (_LARGEST_SHEET // side) ** 2)
    rows = zip(*metadata.values(), strict=True)
    # A tab or the end of a line in a word would be one of the table's.
    lines = ["\t".join(" ".join(str(value).split()) for value in row) for row in (metadata, *rows)]
    below = folder / "latents"
    below.mkdir(exist_ok=True)
    np.savetxt(below / "tensors.tsv", latents[:count], "%.6g", delimiter="\t")
    (below / "metadata.tsv").write_text("\n".join(lines[: 1 + count]) + "\n", "utf-8")
    Image.fromarray(_sheet(pictures[:count], side)).save(below / "sprite.png")
    (folder / "projector_config.pbtxt").write_text(_CONFIG.format(epoch=epoch, side=side))


def _bordered(pictures, labels):
    """Pictures with a border of a tenth of their side in the colours of their classes."""
    count, height, width, _ = pictures.shape
    border = -(-max(height, width) // 10)
    _, classes = np.unique(list(labels), return_inverse=True)
    colours = _CLASS_COLOURS[classes % len(_CLASS_COLOURS)] / 255
    bordered = np.empty((count, height + 2 * border, width + 2 * border, 3))
    bordered[:] = colours[:, None, None]
    bordered[:, border:-border, border:-border] = pictures
    return bordered


def _sheet(pictures, side):
    """Pictures in square places, row by row on a square sheet, as uint8 pixels."""
    count, height, width, _ = pictures.shape
    across = math.isqrt(count - 1) + 1
    places = np.zeros((across * across, side, side, 3))
    places[:count, :height, :width] = pictures
    sheet = places.reshape(across, across, side, side, 3).swapaxes(1, 2)
    return np.uint8(np.round(255 * np.clip(sheet, 0, 1))).reshape(across * side, across * side, 3)
