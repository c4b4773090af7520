"""What may stand where a file should, and must not be opened."""

import os


def pipe(path):
    """A pipe, of which to read waits until somebody writes."""
    os.mkfifo(path)


def device(path):
    """A link to a device whose content has no end."""
    path.symlink_to("/dev/zero")


def folder(path):
    """A folder."""
    path.mkdir()


SPECIAL = [pipe, device, folder]
