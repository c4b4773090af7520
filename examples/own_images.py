"""Trains a classifier on images of one's own, keeps it, exports it, and shows what it looks at.

    python -m examples.own_images FOLDER

FOLDER holds a folder of pictures for each class, PNG, JPEG, WebP, GIF or BMP of any size; a fifth
of them is held out. Without FOLDER it makes one of digits. The network is small: `python -m
training.train photos_64 --data FOLDER` takes a larger one the same way.
"""

import tempfile
from pathlib import Path

import click
import keras
import numpy as np

from stawm_keras.export import export_saved_model
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier
from stawm_keras.visualisation import look
from training.data import Batches
from training.data import load

SIDE = 28  # Pixels, to which the shorter side of every image is brought.
BATCH = 64
SHOWN = 8


def save_digits(folder):
    """Saves digits as one would have images of one's own: `digit_3/17.png` and so on."""
    digits = load("mnist", "sample", 10)
    for number, (image, label) in enumerate(zip(digits.x_train, digits.y_train, strict=True)):
        file = Path(folder, f"digit_{label}", f"{number}.png")
        file.parent.mkdir(exist_ok=True)
        keras.utils.save_img(file, image, scale=False)


def classifier(images, class_names):
    """A new model for images like these."""
    some = images[: min(len(images), 2000)] / 255
    backbone = STAWMBackbone(
        images.shape[1:],
        context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],  # filters, kernel, stride, padding
        glimpse_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
        num_glimpses=3,
        glimpse_size=14,
        memory_units=32,
        dropout=0.1,
        mean=some.mean(axis=(0, 1, 2)).tolist(),
        std=some.std(axis=(0, 1, 2)).tolist(),
    )
    model = STAWMClassifier(backbone, len(class_names), dropout=0.1, class_names=class_names)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(3e-3), loss, metrics=["accuracy"])
    return model


@click.command(help=__doc__)
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False))
@click.option("--epochs", default=5, show_default=True)
@click.option("--out", default="own_images", show_default=True, help="Folder for what comes of it.")
def main(folder, epochs, out):
    keras.utils.set_random_seed(0)
    with tempfile.TemporaryDirectory() as scratch:
        if folder is None:
            save_digits(scratch)
        photos = load("photos", folder or scratch, None, image_size=SIDE)
        model = classifier(photos.x_train, photos.class_names)
        model.fit(
            Batches(photos.x_train, photos.y_train, BATCH, shuffle=True), epochs=epochs, verbose=2
        )
        said = model.predict(Batches(photos.x_test, photos.y_test, BATCH), verbose=0).argmax(-1)
        shown = photos.x_test[np.linspace(0, len(said) - 1, SHOWN).astype(int)]

    print(f"images named rightly: {100 * np.mean(said == photos.y_test):.1f} % of {len(said)}")
    for label, name in enumerate(photos.class_names or ()):
        print(f"  {name}: {100 * np.mean(said[photos.y_test == label] == label):.0f} %")

    out = Path(out)
    model.save_to_preset(out / "preset")  # STAWMClassifier.from_preset("own_images/preset")
    look(model, list(shown)).figure.savefig(out / "looked_at.png")
    print(f"kept in {out / 'preset'}, and what it looked at in {out / 'looked_at.png'}")
    if keras.backend.backend() == "tensorflow":  # Which writes SavedModels.
        print(f"exported: {export_saved_model(model, out, 'served')}")


if __name__ == "__main__":
    main(prog_name="python -m examples.own_images")
