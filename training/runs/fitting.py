"""Training a recipe into a run's folder."""

import sys

import keras

from stawm_keras.callbacks import GlimpseBoard
from stawm_keras.models import seen
from training import data
from training.cli.errors import InputError
from training.hardware.allocator import keep_freed_memory
from training.hardware.precision import resolved
from training.hardware.strategies import Strategy
from training.runs.augmentation import augmentations
from training.runs.augmentation import changes_of_all
from training.runs.callbacks import BeginEpochs
from training.runs.callbacks import Record
from training.runs.callbacks import StopWell
from training.runs.folder import RunFolder
from training.runs.loading import completed
from training.runs.loading import in_words
from training.runs.loading import load_data
from training.runs.restore import build
from training.runs.transfer import fitted_to_preset
from training.tasks import scores
from training.tasks import task_of
from training.tasks.optimisation import learning_rate

LOOKS = 10  # Of a run, for TensorBoard, which by default shows so many steps of a picture.
LOOKED_AT = 64  # Images.

ONE_DEVICE = Strategy()


def train(
    recipe_name, recipe, folder, resume=False, say=print, board_every=None, strategy=ONE_DEVICE
):
    """Trains a recipe and returns its `RunFolder`.

    Args:
        recipe_name: Name of the recipe.
        recipe: The recipe, with the values it is to have.
        folder: The run's folder.
        resume: Whether to go on with the run that the folder holds.
        say: Function that is given each line for the user.
        board_every: Epochs from one look of TensorBoard's `GlimpseBoard` to the next; 0 for none,
            and by default a tenth of all.
        strategy: The `training.hardware.strategies.Strategy` that is entered.

    Raises:
        InputError: What was given is wrong.
        Interrupted: A signal stopped the run.
        TrainingDiverged: The loss is not finite.
    """
    keep_freed_memory()
    if strategy.processes > 1:
        if board_every:
            raise InputError(
                f"--board-every {board_every} was asked for: pictures need the model in one "
                f"process, and there are {strategy.processes}."
            )
        board_every = 0
    recipe, task = resolved(recipe), task_of(recipe)
    run = RunFolder(folder)
    # Before data are loaded, which may take long.
    if resume:
        run.check_recipe(recipe_name)
    elif strategy.process == 0:
        run.check_new()
    given = recipe = fitted_to_preset(recipe, say)
    dataset = load_data(recipe)
    recipe = completed(recipe, dataset)
    if resume:
        run.check_same(recipe, dataset.source)
    images, optimisation, seed = recipe.images, recipe.optimisation, recipe.running.seed
    say(
        f"Data: {dataset.source}: {len(dataset.x_train):,} training images, "
        f"{len(dataset.x_test):,} test images."
    )
    if recipe != given:
        say(in_words(given, recipe, dataset))
    training, watched = data.hold_out(dataset, images.holdout, seed)
    if not images.holdout:
        watched = data.Split(dataset.x_test, dataset.y_test)
    watched = watched.first(_even(len(watched.x), strategy.replicas))
    _check_even(min(optimisation.batch_size, len(training.x)), strategy)
    part = {
        "part": strategy.process,
        "parts": strategy.processes,
        "targets": task.targets,
        "inputs": task.inputs,
        "boxes": task.boxes,
    }
    batches = data.Batches(
        *training,
        optimisation.batch_size,
        seed=seed,
        augment=augmentations(images),
        shuffle=True,
        drop_remainder=True,
        new_scenes=True,
        **part,
    )
    validation = data.Batches(
        *watched,
        _even(scores.BATCH, strategy.replicas),
        augment=changes_of_all(images),
        **part,
    )
    model = strategy.build(recipe, _compiled)
    epoch = _restore(model, run, len(batches)) if resume else 0
    if resume:
        say(f"Resuming after epoch {epoch}.")
    writes = strategy.process == 0
    if writes:
        if resume:
            run.forget_metrics_after(epoch)
        else:
            run.create(recipe_name, recipe, dataset.source, str(strategy))
    say(f"Run: {run.path}, on {strategy}")
    stop = StopWell(run)
    try:
        model.fit(
            batches,
            initial_epoch=epoch,
            epochs=optimisation.epochs,
            shuffle=False,
            validation_data=validation,
            verbose=1 if sys.stdout.isatty() else 2,  # A log file gets a line an epoch.
            callbacks=[
                data.FollowEpochs(batches),
                BeginEpochs(seed),
                keras.callbacks.LearningRateScheduler(
                    lambda epoch: learning_rate(optimisation, epoch)
                ),
                stop,
                *([Record(run, recipe, len(batches) * optimisation.batch_size)] if writes else []),
                # Then what looks at the model: it has been saved.
                *_board(model, run, recipe, watched, board_every),
            ],
        )
    except Exception as error:
        for failure in (batches.failure, validation.failure):
            if failure:
                raise failure from error
        raise
    finally:
        stop.restore_signals()
    return run


def _compiled(recipe):
    """A new model of a recipe, compiled."""
    model = build(recipe)
    task_of(recipe).compile(model, recipe)
    return model


def _board(model, run, recipe, watched, every):
    """The `GlimpseBoard` of a model that looks, unless none is wanted."""
    if every == 0 or not {"glimpses", "attention"} & seen(model).keys():
        return []
    images, labels = watched.spread(LOOKED_AT)
    return [
        GlimpseBoard(
            run.tensorboard,
            images,
            labels if recipe.images.num_classes else None,
            every=every or -(-recipe.optimisation.epochs // LOOKS),
            class_names=recipe.images.class_names,
        )
    ]


def _even(count, replicas):
    """The largest number up to `count` that so many replicas can share evenly."""
    return count - count % replicas


def _check_even(images, strategy):
    if _even(images, strategy.replicas) != images:
        raise InputError(
            f"A batch of {images} images cannot be shared evenly by {strategy.replicas} devices: "
            "choose another --batch-size."
        )


def _restore(model, run, steps):
    """Loads the last check-point, if there is one, and returns how many epochs it has seen."""
    if not run.checkpoint("last").exists():
        return 0
    run.load_weights(model, "last")
    return int(model.optimizer.iterations.numpy()) // steps
