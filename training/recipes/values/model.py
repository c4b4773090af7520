"""What a recipe can say of any model."""

from typing import ClassVar

from training.recipes.values.group import Group


class Model(Group):
    """How a model is built, apart from its images.

    Attributes:
        classifies: Whether it needs a number of classes.
        names_several: Whether it answers with a label for each object of a sequence.
    """

    classifies: ClassVar[bool] = False
    names_several: ClassVar[bool] = False

    def check_images(self, image_shape):
        """Raises `ValueError` if the model cannot take images of a shape."""
