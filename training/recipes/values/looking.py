"""What a recipe can say of any model that looks."""

from training.recipes.values.backbone import Backbone
from training.recipes.values.model import Model


class Looking(Model):
    """How a model on a `STAWMBackbone` is built."""

    backbone: Backbone

    def check_images(self, image_shape):
        self.backbone.check_images(image_shape)
