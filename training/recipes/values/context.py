"""What a model sees of an image before its first look."""

from typing import Annotated

from pydantic import Field

from training.recipes.values.convolutions import check_fit

ContextSize = Annotated[int, Field(ge=1, le=4096)] | None


def check_context(convolutions, size, image_shape):
    """Raises `ValueError` if images are smaller than their thumbnail, or too small for a CNN."""
    side = min(image_shape[:2])
    if size is not None and size > side:
        raise ValueError(
            f"context_size must be at most the image's side, {side}. Received: {size}."
        )
    if convolutions is not None:
        check_fit("context_cnn", convolutions, size or side)
