"""Neural style transfer: a photograph, painted as another picture is, by a small network.

    python -m examples.style_transfer [CONTENT STYLE]

The network is the glimpse CNN of a preset, trained on CIFAR-10. Without pictures it takes two that
come with scikit-learn.
"""

import click
import keras
import numpy as np

from examples.deep_dream import photo_cnn
from examples.deep_dream import photograph
from stawm_keras.visualisation import features


@click.command(help=__doc__)
@click.argument("content", required=False, type=click.Path(exists=True, dir_okay=False))
@click.argument("style", required=False, type=click.Path(exists=True, dir_okay=False))
@click.option("--steps", default=100, show_default=True)
@click.option("--out", default="painted.png", show_default=True, help="File for the picture.")
def main(content, style, steps, out):
    cnn, convolutions = photo_cnn()
    image, painting = photograph(content, "china.jpg"), photograph(style, "flower.jpg")
    of_content, of_style = convolutions[3:4], convolutions[:5]
    painted = features.transfer_style(cnn, image, painting, of_content, of_style, steps=steps)
    keras.utils.save_img(out, painted, scale=False)

    def grams(pixels):
        """One Gram matrix for each layer, as a share of the style's."""
        for layer in of_style:
            found = features.layer_activations(cnn, layer, pixels[None])
            yield keras.ops.convert_to_numpy(features.gram_matrix(found))

    def distance(pixels):
        pairs = zip(grams(pixels), grams(painting), strict=True)
        return np.mean([np.sum((x - y) ** 2) / np.sum(y**2) for x, y in pairs])

    print(f"the distance from the style falls to {distance(painted) / distance(image):.3f} of it")
    print(f"picture: {out}")


if __name__ == "__main__":
    main(prog_name="python -m examples.style_transfer")
