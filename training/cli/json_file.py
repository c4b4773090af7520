"""Files of JSON that a user names."""

import json

from training.cli.errors import InputError


def read_json(file, missing):
    """What a file of JSON holds; `missing` is what to say where there is no such file."""
    try:
        return json.loads(file.read_text())
    except FileNotFoundError:
        raise InputError(missing) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file} is not JSON ({error}): name another.") from None
