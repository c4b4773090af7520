"""The paper's memory."""

from typing import Annotated
from typing import Any
from typing import Literal
from typing import Self

from pydantic import Field
from pydantic import model_validator

from training.recipes.values.group import Group


class HebbRosenblatt(Group):
    """How a `HebbRosenblattCell` is built."""

    memory_units: int = Field(256, ge=1, le=16_384, description="Units M of the memory.")
    eta: float = Field(0.4, le=100, description="Learning rate of the memory, at the start.")
    delta: float = Field(0.2, description="Decay rate of the memory, at the start.")
    theta: float = Field(
        0.5, le=100, description="Strength of a key's own connections, at the start."
    )
    trainable_rates: tuple[Literal["eta", "delta", "theta"], ...] = Field(
        ("eta", "delta", "theta"), description="Rates that are trained."
    )
    memory_scale: Annotated[float, Field(gt=0, le=1e6)] | None = Field(
        None, description="Scale of the memory's products; default 1 / M."
    )

    def arguments(self) -> dict[str, Any]:
        """The arguments of the cell."""
        return {
            "units": self.memory_units,
            "eta": self.eta,
            "delta": self.delta,
            "theta": self.theta,
            "trainable_rates": self.trainable_rates,
            "scale": "mean" if self.memory_scale is None else self.memory_scale,
        }

    @model_validator(mode="after")
    def _stable(self) -> Self:
        if not (self.eta > self.delta >= 0 and self.delta < 1 and self.theta > 0):
            raise ValueError(
                "The memory is stable for eta > delta, 0 <= delta < 1 and theta > 0 only. "
                f"Received: eta={self.eta}, delta={self.delta}, theta={self.theta}."
            )
        return self
