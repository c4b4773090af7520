"""What a recipe can say of any model that looks."""

from pydantic import Field

from training.recipes.values.backbone import Backbone
from training.recipes.values.model import Model


class Looking(Model):
    """How a model on a `STAWMBackbone` is built."""

    from_preset: str = Field(
        "",
        description="Preset whose backbone, with its weights, is trained on in place of a new one.",
    )
    backbone: Backbone

    def check_images(self, image_shape):
        if not self.from_preset:
            self.backbone.check_images(image_shape)
