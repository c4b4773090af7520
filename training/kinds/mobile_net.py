"""Recipes of classifiers whose glimpse CNN is MobileNetV2."""

from dataclasses import dataclass

import keras

from training.kinds.classification import ClassificationRecipe

# The layers whose strides are 1 for small images, so that 32 x 32 pixels become 4 x 4 at the end.
UNSTRIDED = ("Conv1", "block_1_depthwise")


@dataclass(frozen=True, kw_only=True)
class MobileNetRecipe(ClassificationRecipe):
    """How a `STAWMClassifier` with MobileNetV2 as its glimpse CNN is built and trained."""

    def see_glimpse(self):
        shape = (self.glimpse_size, self.glimpse_size, self.image_shape[-1])
        return mobile_net_v2(shape, self.precision)


def mobile_net_v2(input_shape, dtype=None):
    """`keras.applications.MobileNetV2`, untrained, with strides for small images."""
    network = keras.applications.MobileNetV2(
        input_shape=input_shape, include_top=False, weights=None, pooling="avg"
    )

    def with_strides(layer):
        config = layer.get_config() | ({"dtype": dtype} if dtype else {})
        if layer.name in UNSTRIDED:
            config |= {"strides": (1, 1)}
        if layer.name == "block_1_pad":
            config |= {"padding": ((1, 1), (1, 1))}
        return type(layer).from_config(config)

    return keras.models.clone_model(network, clone_function=with_strides)
