"""What becomes of a classifier: it is trained, shown, saved, loaded and exported."""

from pathlib import Path

import keras
import numpy as np

from stawm_keras.callbacks import GlimpseBoard
from stawm_keras.export import export_saved_model
from training.data import load


def train_and_export(model, folder, epochs):
    """Trains a classifier of digits and writes into a folder all that is made of it."""
    digits = load("mnist", "sample", 10)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(3e-3), loss, metrics=["accuracy"])
    board = GlimpseBoard(folder, digits.x_test[:64], digits.y_test[:64], every=epochs)
    model.fit(
        digits.x_train, digits.y_train, batch_size=64, epochs=epochs, verbose=2, callbacks=[board]
    )
    logits = model.predict(digits.x_test, verbose=0)
    labels = logits.argmax(-1)
    print(f"digits named rightly: {100 * np.mean(labels == digits.y_test):.1f} %")

    file = Path(folder, "model.keras")
    model.save(file)
    loaded = keras.saving.load_model(file).predict(digits.x_test, verbose=0)
    print(f"the same answers when loaded: {np.array_equal(loaded, logits)}")

    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        # A program that uses it needs TensorFlow and none of these classes.
        exported = tf.saved_model.load(export_saved_model(model, folder, "exported"))
        same = np.array_equal(exported.classify(digits.x_test)["label"], labels)
        print(f"the same labels when exported: {same}")
    print(f"pictures: tensorboard --logdir {folder}")
