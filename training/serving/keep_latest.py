"""Serving what is exported while a server runs."""

import contextlib
import threading

from training.cli.errors import InputError
from training.serving.served_model import ServedModel


class KeepLatest(threading.Thread):
    """Puts newer versions of a shelf's models on it as they appear, until it is stopped.

    What cannot be loaded is said, and the version before it stays, until the files change: they may
    still be being copied.

    Args:
        shelf: `Shelf`.
        find: Function of a `ServedModel` to the folder of its latest version.
        batch_size: As `ServedModel`'s.
        seconds: How long to wait before it looks again.
        say: Function of a sentence.
    """

    def __init__(self, shelf, find, batch_size, seconds, say):
        super().__init__(name="keep_latest", daemon=True)
        self._shelf, self._find, self._batch_size = shelf, find, batch_size
        self._seconds, self._say = seconds, say
        self._tried = {}
        self._stopped = threading.Event()

    def run(self):
        while not self._stopped.wait(self._seconds):
            for model in self._shelf:
                # Taken away, or changed while it is looked at: what is loaded goes on.
                with contextlib.suppress(InputError, OSError):
                    self._replace(model)

    def stop(self):
        """Ends the thread, if it was started, after what it is loading."""
        self._stopped.set()
        if self.is_alive():
            self.join()

    def _replace(self, model):
        folder = self._find(model)
        if int(folder.name) <= model.version:
            return
        files = _files(folder)
        if self._tried.get(folder) == files:
            return
        self._tried[folder] = files
        try:
            newer = ServedModel(folder, self._batch_size)
            newer.warm_up()
        except Exception as error:  # Whatever it is, the server goes on.
            self._say(f"Version {model.version} of {model.name} stays: {error}")
        else:
            self._shelf.put(newer)
            self._say(f"Serving {folder} from now on.")


def _files(folder):
    """What tells whether any of its files was changed."""
    stats = {path: path.stat() for path in folder.rglob("*")}
    return {path: (stat.st_size, stat.st_mtime_ns) for path, stat in stats.items()}
