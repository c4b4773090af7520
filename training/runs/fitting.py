"""Training a recipe into a run's folder."""

import sys

import keras

from stawm_keras.callbacks import GlimpseBoard
from stawm_keras.callbacks import MemoryBoard
from stawm_keras.models import seen
from training.cli.errors import InputError
from training.data import FollowEpochs
from training.hardware.allocator import keep_freed_memory
from training.hardware.precision import resolved
from training.hardware.strategies import Strategy
from training.runs.callbacks import BeginEpochs
from training.runs.callbacks import Record
from training.runs.callbacks import StopWell
from training.runs.examples import examples_of
from training.runs.folder import RunFolder
from training.runs.restore import build
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
        board_every: Epochs from one look of TensorBoard's board to the next; 0 for none, and by
            default a tenth of all.
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
    recipe = resolved(recipe)
    run = RunFolder(folder)
    # Before data are loaded, which may take long.
    if resume:
        run.check_recipe(recipe_name)
    elif strategy.process == 0:
        run.check_new()
    examples = examples_of(recipe, strategy)
    recipe, optimisation = examples.recipe, examples.recipe.optimisation
    if resume:
        run.check_same(recipe, examples.source)
    for line in examples.said:
        say(line)
    batches = examples.training
    model = strategy.build(recipe, _compiled)
    epoch = _restore(model, run, len(batches)) if resume else 0
    if resume:
        say(f"Resuming after epoch {epoch}.")
    writes = strategy.process == 0
    if writes:
        if resume:
            run.forget_metrics_after(epoch)
        else:
            run.create(recipe_name, recipe, examples.source, str(strategy))
    say(f"Run: {run.path}, on {strategy}")
    stop = StopWell(run)
    try:
        model.fit(
            batches,
            initial_epoch=epoch,
            epochs=optimisation.epochs,
            shuffle=False,
            validation_data=examples.watched,
            validation_batch_size=scores.BATCH,
            verbose=1 if sys.stdout.isatty() else 2,  # A log file gets a line an epoch.
            callbacks=[
                FollowEpochs(batches),
                BeginEpochs(recipe.running.seed),
                keras.callbacks.LearningRateScheduler(
                    lambda epoch: learning_rate(optimisation, epoch)
                ),
                stop,
                *([Record(run, recipe, len(batches) * optimisation.batch_size)] if writes else []),
                # Then what looks at the model: it has been saved.
                *_board(model, run, recipe, examples, board_every),
            ],
        )
    except Exception as error:
        for part in (batches, examples.watched):
            if getattr(part, "failure", None):
                raise part.failure from error
        raise
    finally:
        stop.restore_signals()
    return run


def _compiled(recipe):
    """A new model of a recipe, compiled."""
    model = build(recipe)
    task_of(recipe).compile(model, recipe)
    return model


def _board(model, run, recipe, examples, every):
    """The board of a model that looks or remembers, unless none is wanted."""
    every = -(-recipe.optimisation.epochs // LOOKS) if every is None else every
    if every == 0:
        return []
    if examples.images is None:
        task = task_of(recipe)
        return [
            MemoryBoard(
                run.tensorboard, lambda model: task.pictures(model, examples.watched, recipe), every
            )
        ]
    if not {"glimpses", "attention"} & seen(model).keys():
        return []
    images, labels = examples.images.spread(LOOKED_AT)
    return [
        GlimpseBoard(
            run.tensorboard,
            images,
            labels if recipe.images.num_classes else None,
            every=every,
            class_names=recipe.images.class_names,
        )
    ]


def _restore(model, run, steps):
    """Loads the last check-point, if there is one, and returns how many epochs it has seen."""
    if not run.checkpoint("last").exists():
        return 0
    run.load_weights(model, "last")
    return int(model.optimizer.iterations.numpy()) // steps
