"""What tensors and settings are, in signatures."""

from typing import Any
from typing import TypeAlias

import keras

# A tensor of the backend, a `keras.KerasTensor`, or anything that becomes a tensor.
Tensor: TypeAlias = Any
# A tensor's shape; `None` for what only the data tell.
Shape: TypeAlias = tuple[int | None, ...]
# Height and width, in pixels.
Size: TypeAlias = tuple[int, int]
# Height, width and channels of an image.
ImageShape: TypeAlias = tuple[int, int, int]
# Where random numbers start; `None` for anywhere.
Seed: TypeAlias = int | keras.random.SeedGenerator | None
