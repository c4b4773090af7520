"""Episodes of characters, each shown and then asked for."""

from pydantic import Field

from training.recipes.values.group import Group


class Episodes(Group):
    """How episodes of Omniglot are drawn, and their pictures changed while training."""

    data: str = Field("data", min_length=1, description="Folder that holds omniglot_small.npz.")
    side: int = Field(
        35, ge=1, le=105, description="Pictures are averaged to so many pixels, a divisor of 105."
    )
    ways: int = Field(20, ge=2, le=100, description="Characters of an episode.")
    shots: int = Field(1, ge=1, le=100, description="How often each of them is shown.")
    examples: int = Field(1000, ge=1, le=10**8, description="Episodes drawn for an epoch.")
    watched: int = Field(
        20, ge=1, le=10**5, description="Episodes by which an epoch, and a check-point, is judged."
    )
    rotation: float = Field(
        10.0, ge=0, le=180, description="Pictures are rotated by up to so many degrees."
    )
    zoom: float = Field(
        0.15, ge=0, lt=1, description="Pictures are made larger or smaller by up to such a part."
    )
    shear: float = Field(
        0.2, ge=0, le=2, description="Rows are moved by up to such a part of their height."
    )
    shift: float = Field(2.0, ge=0, le=105, description="Pictures move by up to so many pixels.")
    bend: float = Field(
        1.0, ge=0, le=64, description="Pictures are bent by about so many pixels, smoothly."
    )
