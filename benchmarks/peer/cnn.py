"""The small CNNs of Appendix D, and their mirrors that decode sketches."""

import math

from torch import nn


def build_cnn(channels, convs, batch_norm):
    """Convolutions `(filters, kernel, stride, padding)` of images, to a flat vector of features."""
    layers: list[nn.Module] = []
    for filters, kernel, stride, padding in convs:
        layers.append(nn.Conv2d(channels, filters, kernel, stride, padding, bias=not batch_norm))
        if batch_norm:
            layers.append(nn.BatchNorm2d(filters))
        layers.append(nn.ReLU(inplace=True))
        channels = filters
    return nn.Sequential(*layers, nn.Flatten())


def build_decoder(latent_units, image_shape, convs, batch_norm):
    """The mirror of `build_cnn`: latents to images of the shape (height, width, channels)."""
    *image_sides, channels = image_shape
    sizes = [tuple(image_sides), *_sides_after(image_sides, convs)]
    features = (convs[-1][0], *sizes[-1])
    layers: list[nn.Module] = [
        nn.Linear(latent_units, math.prod(features)),
        nn.ReLU(inplace=True),
        nn.Unflatten(1, features),
    ]
    filters = [channels, *(conv[0] for conv in convs)]
    for place in reversed(range(len(convs))):
        _, kernel, stride, padding = convs[place]
        left_over = tuple((side + 2 * padding - kernel) % stride for side in sizes[place])
        layers.append(
            nn.ConvTranspose2d(
                filters[place + 1],
                filters[place],
                kernel,
                stride,
                padding,
                output_padding=left_over,
                bias=not batch_norm,
            )
        )
        if batch_norm:
            layers.append(nn.BatchNorm2d(filters[place]))
        if place > 0:
            layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers)


def count_features(image_sides, convs):
    """How many features `build_cnn` makes of an image."""
    return convs[-1][0] * math.prod(_sides_after(image_sides, convs)[-1])


def _sides_after(sides, convs):
    """Height and width after each convolution."""
    sizes = []
    for _, kernel, stride, padding in convs:
        sides = tuple((side + 2 * padding - kernel) // stride + 1 for side in sides)
        sizes.append(sides)
    return sizes
