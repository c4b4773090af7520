"""What must not wait for ever."""

import contextlib
import signal


class TookTooLong(BaseException):
    """What nobody takes for a refusal."""


@contextlib.contextmanager
def in_time(seconds=60):
    """Raises `TookTooLong` if the block is not left in time."""

    def stop(number, frame):
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
