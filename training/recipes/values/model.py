"""What a recipe can say of any model."""

from typing import ClassVar

from training.recipes.values.group import Group


class Model(Group):
    """How a model is built, apart from its images.

    Attributes:
        classifies: Whether it needs a number of classes.
    """

    classifies: ClassVar[bool] = False

    def check_images(self, image_shape):
        """Raises `ValueError` if the model cannot take images of a shape."""
