"""What every recipe can say: data, optimisation, and how to run."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import keras

from training.cli.errors import InputError
from training.data import ColorJitter
from training.data import RandomCrop
from training.data import RandomFlip
from training.data import Rotate
from training.hardware.precision import resolve
from training.runs.optimisation import build_optimizer

Convs = tuple[tuple[int, int, int, int], ...]


def value(default, help, choices=None, option=None):
    """A recipe's value, with what `--help` says of it and its option if that is not its name."""
    return dataclasses.field(
        default=default, metadata={"help": help, "choices": choices, "option": option}
    )


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a model is built and trained: the values that all kinds share.

    A kind of recipe adds the values of its models, `make`, and what `fit` and `evaluate` need to
    know of them.

    Attributes:
        score: Name of the metric by which a run's best check-point is chosen; less is better.
    """

    # Data
    dataset: str = value("mnist", "Name of the data set.")
    data: str = value("tfds", '"sample", "tfds", or a folder.')
    image_shape: tuple[int, ...] = value((28, 28, 1), "Height, width and channels of an image.")
    num_classes: int | None = value(10, "Number of classes.")
    mean: tuple[float, ...] = value((0.0,), "Pixels' mean, of [0, 1], for all or each channel.")
    std: tuple[float, ...] = value((1.0,), "Pixels' standard deviation, likewise.")
    holdout: int = value(0, "Training images held out; if any, they choose the best check-point.")
    rotation: float = value(0.0, "Images are rotated by up to so many degrees.")
    crop_padding: int = value(0, "Images are padded by so many pixels, then cropped.")
    flips: bool = value(False, "Images are mirrored, left to right.")
    jitter: float = value(0.0, "Strength of the colour jitter.")
    # Optimisation
    epochs: int = value(100, "Number of epochs.")
    batch_size: int = value(128, "Images a step.")
    optimizer: str = value("adam", "Optimiser; SGD has a momentum of 0.9.", ("adam", "sgd"))
    learning_rate: float = value(1e-3, "The learning rate in the first epoch.")
    weight_decay: float = value(0.0, "Decay of the weights a step, times the learning rate.")
    decay: float = value(0.99, "Factor on the learning rate after every epoch.")
    tenths: tuple[int, ...] = value((), "Epochs from which the learning rate is a tenth.")
    clipping: str = value(
        "global_norm", "How gradients are clipped.", ("global_norm", "element", "none")
    )
    clip_at: float = value(5.0, "Where gradients are clipped.")
    # Running
    precision: str = value(
        "float32",
        "Dtype policy; auto is mixed_bfloat16 where that is faster.",
        ("auto", "float32", "mixed_bfloat16"),
    )
    jit: bool | None = value(None, "Compile with XLA; by default on JAX and on GPUs.")
    steps_per_execution: int = value(1, "Steps between two returns to Python.")
    seed: int = value(0, "Seed of weights, data order, augmentation and dropout.")

    score = "error"

    def resolved(self):
        """The recipe with what depends on the machine decided."""
        return dataclasses.replace(self, precision=resolve(self.precision))

    def build(self):
        """A new model of this recipe, its weights seeded.

        Raises:
            InputError: If the values do not make a model.
        """
        keras.utils.set_random_seed(self.seed)
        try:
            return self.resolved().make()
        except InputError:
            raise
        except ValueError as error:
            raise InputError(str(error)) from error

    def make(self) -> keras.Model:
        """The model; may raise `ValueError`."""
        raise NotImplementedError

    def compile(self, model):
        """Compiles a model to train as the recipe says."""
        model.compile(
            optimizer=build_optimizer(self),
            **self.compile_arguments(),
            jit_compile=_has_gpu_or_jax() if self.jit is None else self.jit,
            steps_per_execution=self.steps_per_execution,
            auto_scale_loss=False,
        )

    def compile_arguments(self) -> dict[str, Any]:
        """Losses and metrics, for `compile`."""
        raise NotImplementedError

    def targets(self, images, labels):
        """What the model is to answer to augmented images."""
        raise NotImplementedError

    def metrics(self, logs) -> dict[str, float]:
        """Metrics of an epoch, of what Keras logged."""
        raise NotImplementedError

    def evaluate(self, model, images, labels) -> dict[str, Any]:
        """Scores on the test images."""
        raise NotImplementedError

    def say(self, scores) -> str:
        """Scores or metrics, in words."""
        raise NotImplementedError

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
        if not self.weight_decay >= 0:
            raise InputError(f"weight_decay must not be negative. Received: {self.weight_decay}.")
        for field in dataclasses.fields(self):
            choices = field.metadata["choices"]
            if choices and getattr(self, field.name) not in choices:
                raise InputError(
                    f"{field.name} must be one of {', '.join(choices)}. "
                    f"Received: {getattr(self, field.name)}."
                )


def _has_gpu_or_jax():
    """Where XLA is faster: TensorFlow's own kernels are, on CPUs."""
    return keras.backend.backend() == "jax" or bool(keras.distribution.list_devices("gpu"))
