"""Files of JSON."""

import json

from training.cli.errors import InputError
from training.cli.files import read_text


def read_json(file, missing):
    """What a file of JSON holds; `missing` is what to say where there is no such file."""
    try:
        text = read_text(file)
    except FileNotFoundError:
        raise InputError(missing) from None
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file} is not JSON ({error}): name another.") from None


def write_json(file, content):
    """Writes a file of JSON, whole or not at all."""
    from stawm_keras.whole import whole_file

    with whole_file(file) as partial:
        partial.write_text(json.dumps(content, indent=2) + "\n")
