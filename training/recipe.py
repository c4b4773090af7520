"""What a recipe can say: the values of an experiment, each with its type and its help."""

import dataclasses
from dataclasses import dataclass

import keras

from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier
from training.data import ColorJitter
from training.data import RandomCrop
from training.data import RandomFlip
from training.data import Rotate
from training.errors import InputError

Convs = tuple[tuple[int, int, int, int], ...]


def value(default, help, choices=None):
    """A recipe's value, with what `--help` says of it."""
    return dataclasses.field(default=default, metadata={"help": help, "choices": choices})


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How any model is trained."""

    # Data
    dataset: str = value("mnist", "Name of the data set.")
    data: str = value("tfds", '"sample", "tfds", or a folder.')
    holdout: int = value(0, "Training images held out; if any, they choose the best check-point.")
    rotation: float = value(0.0, "Images are rotated by up to so many degrees.")
    crop_padding: int = value(0, "Images are padded by so many pixels, then cropped.")
    flips: bool = value(False, "Images are mirrored, left to right.")
    jitter: float = value(0.0, "Strength of the colour jitter.")
    # Optimisation
    epochs: int = value(100, "Number of epochs.")
    batch_size: int = value(128, "Images a step.")
    learning_rate: float = value(1e-3, "Adam's learning rate in the first epoch.")
    decay: float = value(0.99, "Factor on the learning rate after every epoch.")
    tenths: tuple[int, ...] = value((), "Epochs from which the learning rate is a tenth.")
    clipping: str = value(
        "global_norm", "How gradients are clipped.", ("global_norm", "element", "none")
    )
    clip_at: float = value(5.0, "Where gradients are clipped.")
    # Running
    precision: str = value("float32", "Dtype policy.", ("float32", "mixed_bfloat16"))
    jit: bool | None = value(None, "Compile with XLA; by default on JAX and on GPUs.")
    steps_per_execution: int = value(1, "Steps between two returns to Python.")
    seed: int = value(0, "Seed of weights, data order, augmentation and dropout.")

    def augmentations(self):
        """The augmentations asked for, in order."""
        return tuple(
            augmentation
            for wanted, augmentation in (
                (self.rotation, Rotate(self.rotation)),
                (self.crop_padding, RandomCrop(self.crop_padding)),
                (self.flips, RandomFlip()),
                (self.jitter, ColorJitter(self.jitter)),
            )
            if wanted
        )

    def check(self):
        """Raises `InputError` for values that no experiment can have."""
        for name, low in (("epochs", 1), ("batch_size", 1), ("steps_per_execution", 1)):
            if getattr(self, name) < low:
                raise InputError(f"{name} must be at least {low}. Received: {getattr(self, name)}.")
        for name in ("learning_rate", "decay", "clip_at"):
            if not getattr(self, name) > 0:
                raise InputError(f"{name} must be positive. Received: {getattr(self, name)}.")
        for field in dataclasses.fields(self):
            choices = field.metadata["choices"]
            if choices and getattr(self, field.name) not in choices:
                raise InputError(
                    f"{field.name} must be one of {', '.join(choices)}. "
                    f"Received: {getattr(self, field.name)}."
                )


@dataclass(frozen=True, kw_only=True)
class ClassificationRecipe(Recipe):
    """How a `STAWMClassifier` is built and trained."""

    image_shape: tuple[int, ...] = value((28, 28, 1), "Height, width and channels of an image.")
    num_classes: int = value(10, "Number of classes.")
    mean: float = value(0.0, "Pixels' mean, of [0, 1].")
    std: float = value(1.0, "Pixels' standard deviation, of [0, 1].")
    context_cnn: Convs = value((), "(filters, kernel, stride, padding) of each convolution.")
    glimpse_cnn: Convs = value((), "Likewise.")
    batch_norm: bool = value(True, "Whether the CNNs have batch normalisation.")
    num_glimpses: int = value(8, "Glimpses an image.")
    glimpse_size: int = value(8, "Side of a glimpse, in pixels.")
    memory_units: int = value(256, "Units M of the memory.")
    lstm_units: int = value(512, "Units H of both LSTMs.")
    dropout: float = value(0.5, "Dropout, everywhere.")
    where: str = value("pose", "What `where` is computed from.", ("pose", "emission"))
    eta: float = value(0.4, "Learning rate of the memory, at the start.")
    delta: float = value(0.2, "Decay rate of the memory, at the start.")
    theta: float = value(0.5, "Strength of a key's own connections, at the start.")
    trainable_rates: tuple[str, ...] = value(("eta", "delta", "theta"), "Rates that are trained.")
    memory_scale: float | None = value(None, "Scale of the memory's products; default 1 / M.")

    def build(self):
        """A new model of this recipe, its weights seeded.

        Raises:
            InputError: If the values do not make a model.
        """
        keras.utils.set_random_seed(self.seed)
        try:
            backbone = STAWMBackbone(
                self.image_shape,
                self.context_cnn,
                self.glimpse_cnn,
                num_glimpses=self.num_glimpses,
                glimpse_size=self.glimpse_size,
                memory_units=self.memory_units,
                lstm_units=self.lstm_units,
                batch_norm=self.batch_norm,
                dropout=self.dropout,
                where=self.where,
                eta=self.eta,
                delta=self.delta,
                theta=self.theta,
                trainable_rates=self.trainable_rates,
                memory_scale=self.memory_scale,
                mean=self.mean,
                std=self.std,
                seed=self.seed,
                dtype=self.precision,
            )
            return STAWMClassifier(backbone, self.num_classes, dropout=self.dropout, seed=self.seed)
        except ValueError as error:
            raise InputError(str(error)) from error
