"""The error that the programs show to whoever started them."""


class InputError(ValueError):
    """What a user gave is wrong.

    The message is one sentence that says what was received and what to do. The programs print it
    and exit with a non-zero status; they show no traceback.
    """


class Interrupted(Exception):
    """A signal stopped the run, or the end of another of its processes.

    The message says where it stopped and how to go on.
    """


class TrainingDiverged(Exception):
    """The loss is not finite any more; the message says since when and what is left."""
