"""Serving what is exported while a server runs."""

import threading

from training.cli.errors import InputError
from training.serving.served_model import ServedModel


class KeepLatest(threading.Thread):
    """Puts newer versions of a shelf's models on it as they appear, until it is stopped.

    What cannot be loaded is said once, and the version before it stays.

    Args:
        shelf: `Shelf`.
        find: Function of a model's name to the folder of its latest version.
        batch_size: As `ServedModel`'s.
        seconds: How long to wait before it looks again.
        say: Function of a sentence.
    """

    def __init__(self, shelf, find, batch_size, seconds, say):
        super().__init__(name="keep_latest", daemon=True)
        self._shelf, self._find, self._batch_size = shelf, find, batch_size
        self._seconds, self._say = seconds, say
        self._broken = set()
        self._stopped = threading.Event()

    def run(self):
        while not self._stopped.wait(self._seconds):
            for model in self._shelf:
                self._replace(model)

    def stop(self):
        """Ends the thread, if it was started, after what it is loading."""
        self._stopped.set()
        if self.is_alive():
            self.join()

    def _replace(self, model):
        try:
            folder = self._find(model.name)
        except InputError:  # Taken away: what is loaded goes on.
            return
        if int(folder.name) <= model.version or folder in self._broken:
            return
        try:
            newer = ServedModel(folder, self._batch_size)
            newer.warm_up()
        except Exception as error:  # Whatever it is, the server goes on.
            self._broken.add(folder)
            self._say(f"Version {model.version} of {model.name} stays: {error}")
            return
        self._shelf.put(newer)
        self._say(f"Serving {folder} from now on.")
