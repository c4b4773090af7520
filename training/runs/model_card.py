"""The model card of a preset: what is known of it, for whoever finds it."""

import json
import re

LISTED = 20  # Classes.


def model_card(name, model_class, metadata):
    """A preset's model card, as Markdown.

    Args:
        name: The preset's name.
        model_class: Class of its model.
        metadata: Its metadata, `about` written by `training.preset`.
    """
    about, kind = metadata["about"], model_class.__name__
    data, recipe = _quoted(about["data"]), _quoted(about["recipe"])
    classes = _classes(metadata.get("id2label"))
    height, width, channels = about["values"]["image_shape"]
    return f"""# {_quoted(name)}

A `{kind}` of stawm_keras with {metadata["parameter_count"]:,} parameters.

* Data: {data}.
{classes}* Training: recipe {recipe}, {about["checkpoint"]} check-point, epoch {about["epochs"]}.
* Scores: {_scores(about.get("result"))}.

```python
import stawm_keras

# Bundled, or the path of this folder.
model = stawm_keras.models.{kind}.from_preset({json.dumps(name)})
```

It takes images of shape ({height}, {width}, {channels}), pixels in [0, 255]. `metadata.json` holds
all that is known of it.

## Limits

* It was trained on that data alone; what it makes of other images was not measured.
* {_precision(metadata["weights_dtype"], about.get("result"))}
"""


def _classes(names):
    """The line of the classes, where they have names."""
    if names is None:
        return ""
    listed = ", ".join(_quoted(name) for name in list(names.values())[:LISTED])
    more = f" and {len(names) - LISTED:,} more" if len(names) > LISTED else ""
    return f"* {len(names):,} classes: {listed}{more}.\n"


def _scores(result):
    if result is None:
        return "it was not evaluated"
    scores = f"{_quoted(result['in_words'])} on {result['test_images']:,} test images"
    by_class = result.get("test_recall", {}).items()
    recall = sorted((part, name) for name, part in by_class if part is not None)
    if not recall:
        return scores
    lowest, highest = (f"{part:.1f} % ({_quoted(name)})" for part, name in (recall[0], recall[-1]))
    return f"{scores}; recall by class from {lowest} to {highest}"


def _quoted(text):
    """Text of whoever wrote the metadata as Markdown's code: nothing of it is markup."""
    printable = "".join(one if one.isprintable() else " " for one in text)
    line = " ".join(printable.split()) or " "
    inside = re.findall("`+", line)
    if not inside:
        return f"`{line}`"
    fence = "`" * (1 + max(map(len, inside)))
    return f"{fence} {line} {fence}"


def _precision(dtype, result):
    if dtype == "float32":
        return "Its weights are float32, as they were trained."
    text = f"Its weights were rounded to {dtype} after training."
    return text if result is None else f"{text} The scores are those from before."
