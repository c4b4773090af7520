"""CNNs as lists of their convolutions."""

from typing import Annotated

from pydantic import Field

Kernel = Annotated[int, Field(ge=1, le=256)]

# (filters, kernel, stride, padding) of each convolution.
Convolutions = Annotated[
    tuple[
        tuple[
            Annotated[int, Field(ge=1, le=8192)],
            Kernel,
            Kernel,
            Annotated[int, Field(ge=0, le=256)],
        ],
        ...,
    ],
    Field(min_length=1, max_length=64),
]

# (filters, kernel, stride, padding, pool) likewise: the side of the max pooling behind it.
PooledConvolutions = Annotated[
    tuple[
        tuple[
            Annotated[int, Field(ge=1, le=8192)],
            Kernel,
            Kernel,
            Annotated[int, Field(ge=0, le=256)],
            Kernel,
        ],
        ...,
    ],
    Field(min_length=1, max_length=64),
]


def check_fit(name, convolutions, side):
    """Raises `ValueError` if an image of that side is too small for a CNN."""
    for place, (_, kernel, stride, padding, *pool) in enumerate(convolutions):
        side = ((side + 2 * padding - kernel) // stride + 1) // (pool[0] if pool else 1)
        if side < 1:
            raise ValueError(
                f"Convolution {place + 1} of {name} leaves nothing of the image: use larger images "
                f"or glimpses, or fewer or padded convolutions. Received: {convolutions}."
            )
