"""MobileNetV2 as a glimpse CNN."""

import keras

# The layers whose strides are 1 for small images, so that 32 x 32 pixels become 4 x 4 at the end.
UNSTRIDED = ("Conv1", "block_1_depthwise")


def mobilenet_v2(input_shape, dtype=None):
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
