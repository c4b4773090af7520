"""The C library's allocator, told to keep what it has."""

import ctypes
import sys

# Parameters of glibc's mallopt, and what they are set to.
SETTINGS = (
    (-4, 0),  # M_MMAP_MAX: no block is a mapping of its own, which would end when it is freed.
    (-1, 2**31 - 1),  # M_TRIM_THRESHOLD: free memory at a heap's end stays, up to 2 GiB.
    (-2, 2**28),  # M_TOP_PAD: a heap grows by 256 MiB at a time.
)


def keep_freed_memory():
    """Tells glibc to keep what is freed, for the next step.

    By default it returns large blocks to the system, which has to clear every page of them when the
    next step asks for as much: thousands of page faults a step. Other C libraries are left alone.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt:
        for parameter, setting in SETTINGS:
            mallopt(parameter, setting)
