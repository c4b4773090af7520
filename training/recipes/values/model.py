"""What a recipe can say of any model."""

from typing import ClassVar

from training.recipes.values.group import Group


class Model(Group):
    """How a model is built, apart from its images.

    Attributes:
        classifies: Whether it needs a number of classes.
        watches: Whether it looks at videos, if there are any, a frame a glimpse.
        labels: How many labels it answers with, one for each object of a sequence.
    """

    classifies: ClassVar[bool] = False
    watches: ClassVar[bool] = False

    @property
    def labels(self) -> int:
        return 1

    def check_images(self, image_shape):
        """Raises `ValueError` if the model cannot take images of a shape."""
