"""Models that answer questions about facts."""

from typing import Literal

from pydantic import Field

from training.recipes.values.model import Model


class QuestionAnswering(Model):
    """What a recipe can say of any of them."""

    supporting_facts: float = Field(
        0.0, ge=0, le=1e6, description="Weight of the supporting facts in the loss; 0 for none."
    )

    @property
    def readings(self) -> int:
        """How often the facts are read, each time with an attention of its own."""
        raise NotImplementedError


class Hops(QuestionAnswering):
    """What a recipe can say of models that read all facts at once, and again."""

    hops: int = Field(3, ge=1, le=256, description="How often the facts are read.")
    noise: float = Field(
        0.1, ge=0, lt=1, description="How likely an empty fact is to come after each, in training."
    )

    @property
    def readings(self) -> int:
        return self.hops


class EndToEndMemoryNetwork(Hops):
    """How an `EndToEndMemoryNetwork` is built."""

    units: int = Field(20, ge=1, le=16_384, description="Units of an embedding.")
    tying: Literal["adjacent", "layer_wise"] = Field(
        "adjacent", description="Which embeddings are the same."
    )
    position_encoding: bool = Field(True, description="Whether the order of words is told.")
    time_encoding: bool = Field(True, description="Whether the age of facts is told.")
    linear_start: int = Field(
        0, ge=0, le=10**9, description="Steps at first in which attention has no softmax."
    )


class KeyValueMemoryNetwork(Hops):
    """How a `KeyValueMemoryNetwork` is built."""

    units: int = Field(40, ge=1, le=16_384, description="Units of an embedding.")


class DynamicMemoryNetwork(QuestionAnswering):
    """How a `DynamicMemoryNetwork` is built."""

    units: int = Field(80, ge=1, le=16_384, description="Units of all parts.")
    episodes: int = Field(3, ge=1, le=256, description="How often the facts are gone through.")
    gate: Literal["softmax", "sigmoid"] = Field("softmax", description="What makes the gates.")
    dropout: float = Field(0.1, ge=0, lt=1, description="Part of the features that is dropped.")

    @property
    def readings(self) -> int:
        return self.episodes
