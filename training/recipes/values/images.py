"""What is looked at."""

from typing import Annotated
from typing import Literal
from typing import Self

from pydantic import BeforeValidator
from pydantic import Field
from pydantic import model_validator

from training.recipes.values.composition import Composition
from training.recipes.values.group import Group

Side = Annotated[int, Field(ge=1, le=4096)]
# One number for all channels was written without a tuple once.
OfChannels = BeforeValidator(
    lambda value: value if value is None or isinstance(value, tuple) else (value,)
)


class Images(Group):
    """The images, and how they are changed at random.

    What a recipe leaves open (`None`) of the first few values is taken from the data, and a run
    records it.
    """

    dataset: str = Field("mnist", min_length=1, description="Name of the data set.")
    data: str = Field("tfds", min_length=1, description='"sample", "tfds", or a folder.')
    image_size: Side | None = Field(
        None, description="Images are brought to a square with sides of so many pixels."
    )
    fit: Literal["crop", "pad"] = Field(
        "crop", description="What protrudes of the square is cropped, or all is shown, padded."
    )
    skip_broken: bool = Field(False, description="Files that cannot be read are left out.")
    image_shape: tuple[Side, Side, Annotated[int, Field(ge=1, le=64)]] | None = Field(
        (28, 28, 1), description="Height, width and channels of an image, or of a scene."
    )
    num_classes: Annotated[int, Field(ge=1, le=100_000)] | None = Field(
        10, description="Number of classes."
    )
    class_names: tuple[Annotated[str, Field(min_length=1)], ...] | None = Field(
        None, description="Names of the classes, by label."
    )
    mean: Annotated[tuple[Annotated[float, Field(ge=-1e3, le=1e3)], ...] | None, OfChannels] = (
        Field((0.0,), description="Pixels' mean, of [0, 1], for all or each channel.")
    )
    std: Annotated[tuple[Annotated[float, Field(ge=1e-3, le=1e3)], ...] | None, OfChannels] = Field(
        (1.0,), description="Pixels' standard deviation, likewise."
    )
    binarisation: Literal["threshold", "sample"] | None = Field(
        None,
        description="Pixels are made black or white: from 128 on, or drawn, with their brightness "
        "as the chance of white, anew for every training example.",
    )
    composition: Composition = Composition()
    holdout: int = Field(
        0, ge=0, description="Training images held out; if any, they choose the best check-point."
    )
    rotation: float = Field(
        0.0, ge=0, le=180, description="Images are rotated by up to so many degrees."
    )
    zoom: float = Field(
        0.0, ge=0, lt=1, description="Images are made larger or smaller by up to such a part."
    )
    shear: float = Field(
        0.0, ge=0, le=2, description="Rows are moved by up to such a part of their height."
    )
    shift: float = Field(0.0, ge=0, le=1024, description="Images move by up to so many pixels.")
    bend: float = Field(
        0.0, ge=0, le=64, description="Images are bent by about so many pixels, smoothly."
    )
    crop_padding: int = Field(
        0, ge=0, le=256, description="Images are padded by so many pixels, then cropped."
    )
    flips: bool = Field(False, description="Images are mirrored, left to right.")
    jitter: float = Field(0.0, ge=0, le=0.5, description="Strength of the colour jitter.")

    @model_validator(mode="after")
    def _numbers_of_channels(self) -> Self:
        if self.image_shape is None:
            return self
        channels = self.image_shape[-1]
        for name, numbers in (("mean", self.mean), ("std", self.std)):
            if numbers is not None and len(numbers) not in (1, channels):
                raise ValueError(
                    f"{name} must have one number, or one for each of the {channels} channels. "
                    f"Received: {numbers}."
                )
        return self

    @model_validator(mode="after")
    def _binarises_no_scenes(self) -> Self:
        if self.binarisation and self.composition.scene:
            raise ValueError(
                "binarisation must be left out of scenes: it is of the data set's own images. "
                f"Received: {self.binarisation!r}."
            )
        return self

    @model_validator(mode="after")
    def _names_of_classes(self) -> Self:
        names = self.class_names
        if names is not None:
            count = self.num_classes or len(names)
            if (len(names), len(set(names))) != (count, count):
                raise ValueError(
                    f"class_names must be {count} different names, one a class. Received: {names}."
                )
        return self
