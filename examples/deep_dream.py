"""Deep dream: a photograph with more of what a small network finds in it.

    python -m examples.deep_dream [PICTURE]

The network is the glimpse CNN of a preset, trained on CIFAR-10. Without PICTURE it dreams of one
that comes with scikit-learn.
"""

import click
import keras
import numpy as np
from PIL import Image
from PIL import ImageOps
from sklearn.datasets import load_sample_image

from stawm_keras.models import STAWMClassifier
from stawm_keras.visualisation import features

SIDES = (320, 240)  # Of the frame that pictures are fitted into.


def photo_cnn():
    """A CNN that was trained on photographs, for pictures of any size, and its convolutions."""
    model = STAWMClassifier.from_preset("stawm_cifar10_32")
    *layers, _ = model.get_layer("glimpse_loop").cell.glimpse_cnn.layers  # But for Flatten.
    anything = keras.Input((None, None, 3))
    cnn = keras.Sequential([anything, model.get_layer("normalisation"), *layers])
    return cnn, list(features.convolutions_of(cnn).values())


def photograph(picture, otherwise):
    """The pixels of a picture, or of one of scikit-learn's."""
    image = Image.open(picture) if picture else Image.fromarray(load_sample_image(otherwise))
    image = ImageOps.contain(ImageOps.exif_transpose(image).convert("RGB"), SIDES)
    return np.asarray(image, "float32")


@click.command(help=__doc__)
@click.argument("picture", required=False, type=click.Path(exists=True, dir_okay=False))
@click.option("--layer", default=4, show_default=True, help="Which of 6 convolutions dreams.")
@click.option("--out", default="dream.png", show_default=True, help="File for the picture.")
def main(picture, layer, out):
    cnn, convolutions = photo_cnn()
    image, dreaming = photograph(picture, "china.jpg"), convolutions[layer - 1]
    dream = features.deep_dream(cnn, image, [dreaming], steps=10, rate=0.015)
    before, after = (
        np.square(features.layer_activations(cnn, dreaming, x[None])).mean() for x in (image, dream)
    )
    keras.utils.save_img(out, dream, scale=False)
    print(f"the layer answers {after / before:.1f} times as much, squared; picture: {out}")


if __name__ == "__main__":
    main(prog_name="python -m examples.deep_dream")
