"""The processor, as Linux describes it."""

import platform
from pathlib import Path


def name():
    """What it is called."""
    return _described("model name") or platform.processor() or platform.machine()


def has(*flags):
    """Whether it has any of some instructions."""
    return any(flag in _described("flags").split() for flag in flags)


def _described(what):
    """A line of /proc/cpuinfo about the first core; "" where there is none."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(what)), "")
