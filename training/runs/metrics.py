"""The metrics of a run: a file with a line of JSON an epoch."""

import json

from stawm_keras.whole import whole_file
from training.cli.errors import InputError
from training.cli.files import read_text


def read_metrics(file, names=()):
    """The metrics of every epoch.

    Args:
        file: The file; there is none before the first epoch ends.
        names: What must have been measured, beside `epoch`.

    Raises:
        InputError: The file is anything else.
    """
    if not file.exists():
        return []
    texts = read_text(file).splitlines()
    return [_parse(text, epoch, names, file) for epoch, text in enumerate(texts, start=1)]


def write_metrics(file, lines):
    """Writes what `read_metrics` reads."""
    with whole_file(file) as partial:
        partial.write_text("".join(f"{json.dumps(line)}\n" for line in lines))


def _parse(text, epoch, names, file):
    try:
        line = json.loads(text)
    except (ValueError, RecursionError):
        line = None
    missing = [name for name in ("epoch", *names) if not _is_number(line, name)]
    if missing or line["epoch"] != epoch:
        lacks = f" and has no number {' and no '.join(missing)}" if missing else ""
        raise InputError(
            f"{file} is broken, for its line {epoch} is not what epoch {epoch} measured{lacks}: "
            "put the right file back, or train again."
        )
    return line


def _is_number(line, name):
    return isinstance(line, dict) and type(line.get(name)) in (int, float)
