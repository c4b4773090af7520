"""What every task of images does."""

from typing import Any

from training.tasks.task import Task


class ImageTask(Task):
    """A model sees images.

    Attributes:
        boxes: Whether `targets` is given a third argument: of scenes, the boxes of the objects.
    """

    boxes: bool = False

    def targets(self, images, labels):
        """What the model is to answer to augmented images.

        Args:
            images: Array `(B, H, W, C)` uint8.
            labels: Integers `(B,)`; of scenes of several digits in a row, `(B, digits)`.

        A task whose `boxes` is true takes a third argument, integers `(B, K, 4)`: left, top, right
        and bottom of each object of a scene, in pixels. Of test images, `Scenes.boxes` has them.
        """
        raise NotImplementedError

    def inputs(self, images, targets):
        """What the model is given of augmented images and of what it is to answer to them."""
        return images

    def evaluate(self, model, images, labels) -> dict[str, Any]:
        """Scores on the test images."""
        raise NotImplementedError
