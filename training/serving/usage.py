"""What a server says of itself to someone who looks what is there."""

from training.serving.pictures import IN_WORDS

START = """\
{name}, version {version}, behind TensorFlow Serving's REST API:

    curl {url}
    curl {url}/metadata
    curl --data @REQUEST {url}:predict
"""
PICTURE = """
Send it a picture, a {kinds} file of any size:

    printf '{{"signature_name": "{signature}", "instances": [{{"b64": "%s"}}]}}' \\
        "$(base64 < PICTURE | tr -d '\\n')" | curl --data @- {url}:predict
"""
SIGNATURES = """
What may stand in a request as "signature_name", what that takes, and what it gives:

{lines}
"""


def describe(model, url):
    """What a `ServedModel` answers and how to ask it, in words.

    Args:
        model: `ServedModel`.
        url: The model's address, `http://HOST:PORT/v1/models/NAME`.
    """
    text = START.format(name=model.name, version=model.version, url=url)
    of_pictures = _of_pictures(model.signatures)
    if of_pictures:
        text += PICTURE.format(kinds=IN_WORDS, signature=of_pictures, url=url)
    lines = [_line(name, signature) for name, signature in sorted(model.signatures.items())]
    return text + SIGNATURES.format(lines="\n".join(lines))


def _of_pictures(signatures):
    """The signature of pictures that gives what the default one does, or else any, or `None`."""
    default = signatures.get("serving_default")
    found = [name for name, signature in signatures.items() if signature.takes_pictures]
    gives = default.outputs if default else []
    return max(found, key=lambda name: signatures[name].outputs == gives, default=None)


def _line(name, signature):
    takes = ", ".join(
        f"{given} ({', '.join('any' if size is None else str(size) for size in spec.shape)}) "
        f"{spec.dtype.name}"
        for given, spec in signature.inputs.items()
    )
    return f"    {name}: {takes} -> {', '.join(signature.outputs)}"
