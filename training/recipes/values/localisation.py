"""How where to look is learned by gradient."""

from typing import Annotated

from pydantic import Field

LocalisationRate = Annotated[
    float, Field(gt=0, le=1, description="Part of a pose's gradient that is passed back.")
]
