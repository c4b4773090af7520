"""Keras and its backend, imported without a word."""

import contextlib
import os
import re
import sys
import tempfile

from training.cli.errors import InputError

# TensorFlow's own messages, once it has read this.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# What its libraries write before that: notes, warnings, and what they register twice on GPUs.
START_UP = re.compile(
    rb"WARNING: All log messages before absl::InitializeLog"
    rb"|[IW]\d{4} |\d{4}-\d\d-\d\d [\d:.]+: [IW] "
    rb"|E\d{4} .*Unable to register cu|To enable the following instructions"
)


def import_backend():
    """Imports Keras with its backend.

    Raises:
        InputError: The backend that `KERAS_BACKEND` names is not there.
    """
    try:
        with held_back():
            import keras  # noqa: F401
    except (ImportError, ValueError) as error:
        name = os.environ.get("KERAS_BACKEND", "tensorflow")
        reason = str(error).partition("\n")[0].rstrip(".")
        raise InputError(
            f"Keras cannot use the backend '{name}' ({reason}): set KERAS_BACKEND to one that is "
            "installed, tensorflow or jax, say."
        ) from error


@contextlib.contextmanager
def held_back():
    """Holds back what libraries in C++ write to stderr as they start, but for their errors."""
    sys.stderr.flush()
    stderr = os.dup(2)
    with tempfile.TemporaryFile() as written:
        os.dup2(written.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(stderr, 2)
            os.close(stderr)
            written.seek(0)
            for line in written:
                if not START_UP.match(line):
                    os.write(2, line)
