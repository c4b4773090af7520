"""Trains a classifier on images of one's own: a folder that holds a folder for each class.

    python -m examples.own_images FOLDER

Without a folder it makes one of digits. Images of any size and colour will do; they are brought to
one size. A fifth of them is held out.
"""

import tempfile
from pathlib import Path

import click
import keras
import numpy as np

from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier
from training.data import load

SIZE = (28, 28)


def save_digits(folder):
    """Saves digits as one would have images of one's own: `digit_3/17.png` and so on."""
    digits = load("mnist", "sample", 10)
    for number, (image, label) in enumerate(zip(digits.x_train, digits.y_train, strict=True)):
        file = Path(folder, f"digit_{label}", f"{number}.png")
        file.parent.mkdir(exist_ok=True)
        keras.utils.save_img(file, image, scale=False)


def read(folder):
    """The images and labels to learn from, those that are held out, and the classes' names."""
    datasets = keras.utils.image_dataset_from_directory(
        folder,
        image_size=SIZE,
        validation_split=0.2,
        subset="both",
        seed=0,
        # `tf.data` needs TensorFlow.
        format="tf" if keras.backend.backend() == "tensorflow" else "grain",
    )
    # What does not fit into memory can go to `fit` as it is.
    arrays = [map(np.concatenate, zip(*dataset, strict=True)) for dataset in datasets]
    return *arrays, datasets[0].class_names


@click.command(help=__doc__)
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False))
@click.option("--epochs", default=5, show_default=True)
def main(folder, epochs):
    keras.utils.set_random_seed(0)
    with tempfile.TemporaryDirectory() as scratch:
        if folder is None:
            save_digits(scratch)
        (images, labels), (held_out, held_out_labels), class_names = read(folder or scratch)

    backbone = STAWMBackbone(
        images.shape[1:],
        context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],  # filters, kernel, stride, padding
        glimpse_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
        num_glimpses=3,
        glimpse_size=14,
        memory_units=32,
        dropout=0.1,
        mean=(images.mean(axis=(0, 1, 2)) / 255).tolist(),
        std=(images.std(axis=(0, 1, 2)) / 255).tolist(),
    )
    model = STAWMClassifier(backbone, len(class_names), dropout=0.1)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(3e-3), loss, metrics=["accuracy"])
    model.fit(images, labels, batch_size=64, epochs=epochs, verbose=2)

    said = model.predict(held_out, verbose=0).argmax(-1)
    print(f"images named rightly: {100 * np.mean(said == held_out_labels):.1f} % of {len(said)}")
    for label, name in enumerate(class_names):
        print(f"  {name}: {100 * np.mean(said[held_out_labels == label] == label):.0f} %")


if __name__ == "__main__":
    main(prog_name="python -m examples.own_images")
