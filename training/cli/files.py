"""Files that a user names: only regular ones are opened, and no text is longer than it may be."""

import hashlib
import stat

from training.cli.errors import InputError

MAX_TEXT_BYTES = 2**24


def check_regular(file):
    """Raises `InputError` for a pipe or a device, which may make wait for ever or never end."""
    if not stat.S_ISREG(file.stat().st_mode):
        raise InputError(f"{file} is no regular file: put the right one in its place.")


def sha256(file):
    """The SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def read_text(file):
    """What a text file holds."""
    check_regular(file)
    with file.open("rb") as opened:
        content = opened.read(MAX_TEXT_BYTES + 1)
    if len(content) > MAX_TEXT_BYTES:
        raise InputError(f"{file} is longer than {MAX_TEXT_BYTES:,} bytes: name another.")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is no text ({error}): name another.") from None
