"""The model card of a preset: what is known of it, for whoever finds it."""

import json
import re


def model_card(name, model_class, metadata):
    """A preset's model card, as Markdown.

    Args:
        name: The preset's name.
        model_class: Class of its model.
        metadata: Its metadata, `about` written by `training.preset`.
    """
    about, kind = metadata["about"], model_class.__name__
    data, recipe = _quoted(about["data"]), _quoted(about["recipe"])
    height, width, channels = about["values"]["image_shape"]
    return f"""# {_quoted(name)}

A `{kind}` of stawm_keras with {metadata["parameter_count"]:,} parameters.

* Data: {data}.
* Training: recipe {recipe}, {about["checkpoint"]} check-point, epoch {about["epochs"]}.
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


def _scores(result):
    if result is None:
        return "it was not evaluated"
    return f"{_quoted(result['in_words'])} on {result['test_images']:,} test images"


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
