"""The model card of a preset: what is known of it, for whoever finds it."""


def model_card(name, model_class, metadata):
    """A preset's model card, as Markdown.

    Args:
        name: The preset's name.
        model_class: Class of its model.
        metadata: Its metadata, `about` written by `training.preset`.
    """
    about, kind = metadata["about"], model_class.__name__
    height, width, channels = about["values"]["image_shape"]
    return f"""# {name}

A `{kind}` of stawm_keras with {metadata["parameter_count"]:,} parameters.

* Data: {about["data"]}.
* Training: recipe `{about["recipe"]}`, {about["checkpoint"]} check-point, epoch {about["epochs"]}.
* Scores: {_scores(about.get("result"))}.

```python
import stawm_keras

model = stawm_keras.models.{kind}.from_preset("{name}")  # bundled, or the path of this folder
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
    return f"{result['in_words']} on {result['test_images']:,} test images"


def _precision(dtype, result):
    if dtype == "float32":
        return "Its weights are float32, as they were trained."
    text = f"Its weights were rounded to {dtype} after training."
    return text if result is None else f"{text} The scores are those from before."
