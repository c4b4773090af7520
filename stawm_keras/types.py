"""What tensors and settings are, in signatures."""

from typing import Any
from typing import TypeAlias

# A tensor of the backend, a `keras.KerasTensor`, or anything that becomes a tensor.
Tensor: TypeAlias = Any
