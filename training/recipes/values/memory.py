"""What is remembered, and how."""

from typing import Annotated
from typing import Any
from typing import Literal
from typing import Self

from pydantic import Field
from pydantic import model_validator

from training.recipes.values.group import Group

Kind = Literal[
    "hebb_rosenblatt",
    "outer_product",
    "fast_weights",
    "plastic",
    "ntm",
    "dnc",
    "stack",
    "hopfield",
    "mean",
    "lstm",
]
Count = Annotated[int, Field(ge=1, le=16_384)]

# Of each kind the values that say more than how large it is; those of the first are its rates.
OWN: dict[str, tuple[str, ...]] = {
    "hebb_rosenblatt": ("memory_scale",),
    "outer_product": ("memory_rule", "memory_decay", "memory_heads"),
    "fast_weights": ("memory_decay", "memory_rate"),
    "plastic": ("memory_rule",),
    "ntm": ("memory_slots", "memory_width", "memory_heads"),
    "dnc": ("memory_slots", "memory_width", "memory_heads"),
    "stack": ("memory_stacks", "memory_depth"),
    "hopfield": ("memory_slots", "memory_beta"),
    "mean": (),
    "lstm": (),
}
NAMES = sorted({name for names in OWN.values() for name in names})
RATES = ("eta", "delta", "theta", "trainable_rates")


class Memory(Group):
    """How a memory is built: of the library's, the one that `memory` names.

    What is `None` is the memory's own default. A value that the memory does not have is refused,
    but for the rates of the paper's memory, which are without effect on others; where a recipe is
    given another memory, what only its own had is left out.
    """

    memory: Kind = Field("hebb_rosenblatt", description="Which memory; the first is the paper's.")
    memory_units: int = Field(256, ge=1, le=16_384, description="Units M of the memory.")
    eta: float = Field(0.4, le=100, description="Learning rate of hebb_rosenblatt, at the start.")
    delta: float = Field(0.2, description="Decay rate of hebb_rosenblatt, at the start.")
    theta: float = Field(
        0.5,
        le=100,
        description="Strength of a key's own connections in hebb_rosenblatt, at the start.",
    )
    trainable_rates: tuple[Literal["eta", "delta", "theta"], ...] = Field(
        ("eta", "delta", "theta"), description="Those of these rates that are trained."
    )
    memory_scale: Annotated[float, Field(gt=0, le=1e6)] | None = Field(
        None, description="Scale of the products of hebb_rosenblatt; default 1 / M."
    )
    memory_rule: Literal["hebb", "delta", "oja", "modulated", "retroactive"] | None = Field(
        None, description="How outer_product or plastic writes."
    )
    memory_decay: Annotated[float, Field(gt=0, le=1)] | Literal["learned"] | None = Field(
        None, description="What a write keeps, of outer_product (or learned) and fast_weights."
    )
    memory_rate: Annotated[float, Field(gt=0, le=100)] | None = Field(
        None, description="Learning rate of fast_weights."
    )
    memory_heads: Count | None = Field(
        None, description="Heads of outer_product; of ntm and dnc, those that read."
    )
    memory_slots: Count | None = Field(None, description="Slots of ntm, dnc and hopfield.")
    memory_width: Count | None = Field(None, description="Width of a word of ntm and dnc.")
    memory_stacks: Count | None = Field(None, description="Stacks of stack.")
    memory_depth: Count | None = Field(None, description="Depth of stack.")
    memory_beta: Annotated[float, Field(gt=0, le=1e6)] | None = Field(
        None, description="Inverse temperature of hopfield."
    )

    def arguments(self) -> dict[str, Any]:
        """The arguments of the cell, but for those that are its own defaults."""
        given = {name: getattr(self, name) for name in OWN[self.memory]}
        found = {
            name.removeprefix("memory_"): value
            for name, value in given.items()
            if value is not None
        }
        if self.memory == "hebb_rosenblatt":
            found = {name: getattr(self, name) for name in RATES} | {"scale": "mean"} | found
        return {"units": self.memory_units} | found

    def named(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Arguments of the cell by the names that they have here."""
        known = self.flat()
        return {
            name if name in known else f"memory_{name}": value for name, value in arguments.items()
        }

    def changed(self, /, **values: Any) -> Self:
        """The same with other values; those that another memory does not have are left out."""
        if values.get("memory", self.memory) != self.memory:
            for name in set(NAMES).difference(OWN.get(values["memory"], NAMES)):
                if values.get(name, getattr(self, name)) == getattr(self, name):
                    values[name] = None
        return super().changed(**values)

    @model_validator(mode="after")
    def _stable(self) -> Self:
        if not (self.eta > self.delta >= 0 and self.delta < 1 and self.theta > 0):
            raise ValueError(
                "The memory is stable for eta > delta, 0 <= delta < 1 and theta > 0 only. "
                f"Received: eta={self.eta}, delta={self.delta}, theta={self.theta}."
            )
        return self

    @model_validator(mode="after")
    def _has_such_values(self) -> Self:
        for name in NAMES:
            value = getattr(self, name)
            if value is not None and name not in OWN[self.memory]:
                raise ValueError(
                    f"{name} must be left out of a memory that is {self.memory}, which has "
                    f"{', '.join(OWN[self.memory]) or 'no more than units'}. Received: {value!r}."
                )
        return self
