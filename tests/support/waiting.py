"""What comes in time, and later where the machine is busy."""

import time

PATIENCE = 120  # Seconds.


def wait(until):
    """Waits until a function is true; fails if it never is."""
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
