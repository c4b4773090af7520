"""Models that look and draw."""

from typing import Literal
from typing import Self

from pydantic import Field
from pydantic import model_validator

from training.recipes.values.looking import Looking


class Drawer(Looking):
    """How a `STAWMDrawer` is built."""

    latent_units: int = Field(4, ge=1, le=4096, description="Latent units of a sketch.")
    canvas: Literal["addition", "over"] = Field(
        "addition", description="How sketches are put together."
    )
    start: float = Field(
        -6.0, ge=-100, le=100, description="Log-odds of the empty canvas, for addition."
    )
    temperature: float = Field(
        2.0, ge=1e-3, le=1e3, description="Temperature of the masks, for over."
    )
    sample_latents: bool = Field(False, description="Sample latents at inference too.")
    sample_masks: bool = Field(False, description="Sample masks at inference too, for over.")
    kl_weight: float = Field(
        0.0, ge=0, le=1e6, description="Weight of the latents' divergence, for one image."
    )

    @model_validator(mode="after")
    def _mirrors_the_glimpse_cnn(self) -> Self:
        if isinstance(self.backbone.glimpse_cnn, str):
            raise ValueError(
                "glimpse_cnn must be convolutions, which the decoder mirrors. "
                f"Received: {self.backbone.glimpse_cnn}."
            )
        return self
