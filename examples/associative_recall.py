"""`HebbRosenblattCell` in a `keras.layers.RNN`, on a task that cannot be done without a memory.

    python -m examples.associative_recall

A sequence shows digits, each with a symbol, anew for every sequence; then another image of one of
those digits: which was its symbol? A network with the plastic memory is trained beside one that has
an LSTM of as many units in its place, and so more weights; all else is the same. Both are given the
digits as a classifier sees them that was trained before.
"""

import click
import keras
import numpy as np

from stawm_keras.layers import HebbRosenblattCell
from training.data import load

PAIRS, SYMBOLS, UNITS = 5, 5, 64


def sequences(count, seen, labels, rng):
    """Sequences `(count, PAIRS + 1, 10 + SYMBOLS)` of digits seen and symbols, and the answers."""
    order = rng.permuted(np.tile(np.arange(10), (count, 1)), axis=1)[:, :PAIRS]
    symbols = rng.integers(0, SYMBOLS, (count, PAIRS))
    rows, asked = np.arange(count), rng.integers(0, PAIRS, count)
    digits = np.concatenate([order, order[rows, asked][:, None]], axis=1)
    images = [np.flatnonzero(labels == digit) for digit in range(10)]
    chosen = np.array([[rng.choice(images[digit]) for digit in row] for row in digits])
    shown = np.pad(np.eye(SYMBOLS)[symbols], ((0, 0), (0, 1), (0, 0)))  # None with the last.
    return np.concatenate([seen[chosen], shown], axis=-1), symbols[rows, asked]


def digit_classifier():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Flatten(),
            keras.layers.Dense(128, "relu"),
            keras.layers.Dense(10, "softmax"),
        ]
    )


def network(rnn):
    """Digits and symbols to keys and queries, through `rnn`, to the symbol that is asked for."""
    return keras.Sequential(
        [
            keras.Input((PAIRS + 1, 10 + SYMBOLS)),
            keras.layers.Dense(2 * UNITS),
            rnn,
            keras.layers.Dense(SYMBOLS, "softmax"),
        ]
    )


@click.command(help=__doc__)
@click.option("--epochs", default=5, show_default=True)
@click.option("--count", default=8000, show_default=True, help="How many sequences to learn from.")
def main(epochs, count):
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    digits = load("mnist", "sample", 10)
    classifier = digit_classifier()
    classifier.compile("adam", "sparse_categorical_crossentropy")
    classifier.fit(digits.x_train, digits.y_train, batch_size=64, epochs=5, verbose=0)
    seen, new_seen = (
        classifier.predict(images, verbose=0) for images in (digits.x_train, digits.x_test)
    )
    inputs, answers = sequences(count, seen, digits.y_train, rng)
    new_inputs, new_answers = sequences(1000, new_seen, digits.y_test, rng)

    shown_most = new_inputs[..., 10:].sum(axis=1).argmax(axis=-1)
    print(f"naming the symbol shown most often: {100 * np.mean(shown_most == new_answers):.1f} %")
    for name, rnn in {
        "plastic memory": keras.layers.RNN(HebbRosenblattCell(UNITS)),
        "LSTM": keras.layers.LSTM(UNITS),
    }.items():
        model = network(rnn)
        model.compile(
            keras.optimizers.Adam(5e-3), "sparse_categorical_crossentropy", metrics=["accuracy"]
        )
        model.fit(inputs, answers, batch_size=64, epochs=epochs, verbose=2)
        right = model.evaluate(new_inputs, new_answers, verbose=0, return_dict=True)["accuracy"]
        print(f"{name}: {100 * right:.1f} %, {model.count_params():,} weights")


if __name__ == "__main__":
    main(prog_name="python -m examples.associative_recall")
