"""Makes a preset of a run, with a model card: `python -m training.preset RUN FOLDER`."""

import click

from training.cli.errors import InputError
from training.cli.json_file import read_json
from training.cli.place import Place
from training.cli.program import CHECKPOINT
from training.cli.program import RUN
from training.cli.program import one_sentence_errors
from training.hardware.backend import import_backend


def make_preset(folder, target, checkpoint="last", result=None, weights_dtype="float32"):
    """Makes a preset of a run's model.

    Args:
        folder: The run's folder.
        target: The preset's folder.
        checkpoint: `"last"` or `"best"`.
        result: File that `training.evaluate` wrote of the same model; `None` for no scores.
        weights_dtype: `"float32"` or `"float16"`.
    """
    from stawm_keras.presets import load_metadata
    from stawm_keras.whole import whole_file
    from training.runs.folder import plain
    from training.runs.model_card import model_card
    from training.runs.restore import restore

    restored = restore(folder, checkpoint)
    about = {
        "recipe": restored.name,
        "data": restored.config["data"],
        "checkpoint": checkpoint,
        "epochs": restored.epochs,
        "values": plain(restored.recipe),
        "trained": restored.trained,
    }
    if result:
        about["result"] = _scores(result, restored.metrics, checkpoint)
    try:
        restored.model.save_to_preset(target, about, weights_dtype)
    except ValueError as error:
        raise InputError(str(error)) from error
    card = model_card(target.resolve().name, type(restored.model), load_metadata(target))
    with whole_file(target / "README.md") as partial:
        partial.write_text(card, encoding="utf-8")


def _scores(file, metrics, checkpoint):
    """What a result file says of a model's scores, if it is of the model at hand."""
    result = read_json(file, f"There is no result {file}: write it with training.evaluate.")
    try:
        # No two runs have the same metrics: they hold the time that each epoch took.
        same = (result["metrics"], result["checkpoint"]) == (metrics, checkpoint)
        scores = {name: score for name, score in result.items() if name.startswith("test_")}
        scores |= {name: result[name] for name in ("in_words", "evaluated")}
        words, images = scores["in_words"], scores["test_images"]
        recall = scores.get("test_recall", {})
        well_formed = isinstance(words, str) and isinstance(images, int)
        well_formed &= all(isinstance(part, float | None) for part in recall.values())
    except (AttributeError, KeyError, TypeError):
        well_formed = False
    if not well_formed:
        raise InputError(f"{file} is no result: name a file that training.evaluate wrote.")
    if not same:
        raise InputError(
            f"{file} is the result of another model: evaluate this run's check-point "
            f"'{checkpoint}' with training.evaluate."
        )
    return scores


@click.command(help=__doc__)
@RUN
@click.argument("target", metavar="FOLDER", type=Place())
@CHECKPOINT
@click.option(
    "--result",
    type=Place(),
    help="File that training.evaluate wrote of the same model; its scores go into the preset.",
)
@click.option(
    "--weights-dtype",
    type=click.Choice(("float32", "float16")),
    default="float32",
    show_default=True,
    help="Dtype of the weights in the file.",
)
def main(folder, target, checkpoint, result, weights_dtype):
    """Makes the preset, and says where it is."""
    with one_sentence_errors():
        import_backend()
        make_preset(folder, target, checkpoint, result, weights_dtype)
    click.echo(f"Preset: {target}")


if __name__ == "__main__":
    main(prog_name="python -m training.preset")
