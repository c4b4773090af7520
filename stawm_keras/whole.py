"""Files and folders that appear whole or not at all.

What is made is made under its own name in a hidden folder beside its place, and moved at the end:
whoever looks meanwhile, or after a kill, finds what was there before.
"""

import contextlib
import pathlib
import tempfile
from collections.abc import Iterator


@contextlib.contextmanager
def whole_file(target: pathlib.Path) -> Iterator[pathlib.Path]:
    """Gives the path to write a file to, which takes `target`'s place when the block ends.

    Args:
        target: Path of the file; the folders above it are made.
    """
    with beside(target) as partial:
        yield partial
        partial.replace(target)


@contextlib.contextmanager
def whole_folder(target: pathlib.Path) -> Iterator[pathlib.Path]:
    """Gives a new folder to fill, which takes `target`'s place when the block ends.

    Args:
        target: Path of the folder; the folders above it are made.
    """
    with beside(target) as partial:
        partial.mkdir()
        yield partial
        replaced = partial.with_name(f"{target.name}.replaced")
        if target.exists():
            target.rename(replaced)
        try:
            partial.rename(target)
        finally:
            if not target.exists() and replaced.exists():
                replaced.rename(target)


@contextlib.contextmanager
def beside(target: pathlib.Path) -> Iterator[pathlib.Path]:
    """Gives a path of `target`'s name on its file system; what was not moved away goes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".incomplete-", dir=target.parent) as scratch:
        # One folder deeper, because only its owner may read the temporary one.
        yield pathlib.Path(scratch, target.name)
