"""The folder of a search: what is searched, and the best that was found."""

from pathlib import Path

from training.cli.errors import InputError
from training.cli.json_file import read_json
from training.cli.json_file import write_json
from training.hardware.environment import environment
from training.runs.folder import check_same_values
from training.runs.folder import plain


class SearchFolder:
    """A search on disk.

    `search.json` says what is searched, and `best.json` holds the best recipe; every trial is a run
    in a folder of its own. The rest is KerasTuner's, by which a search goes on where it stopped.

    Args:
        path: The folder.
        described: Dictionary of what makes the search what it is, beside the recipe's values.
        recipe: The recipe around which is searched.
    """

    def __init__(self, path, described, recipe):
        self.path = Path(path)
        self.file = self.path / "search.json"
        self.best = self.path / "best.json"
        self.described = described
        self.recipe = recipe

    def create(self):
        """Starts a search: nothing of another one may be here."""
        if self.file.exists():
            raise InputError(
                f"{self.path} holds a search already: continue it with --resume, or name another "
                "folder with --run."
            )
        self.path.mkdir(parents=True, exist_ok=True)
        write_json(self.file, {**self.described, "values": plain(self.recipe), **environment()})

    def check_same(self):
        """Raises `InputError` if the search here is another one."""
        there = read_json(
            self.file,
            f"{self.path} is not the folder of a search: it has no search.json. Name one that "
            "training.tune made.",
        )
        if not isinstance(there, dict) or not isinstance(there.get("values"), dict):
            raise InputError(
                f"{self.file} is broken, for it does not say the recipe's values: start another "
                "search."
            )
        check_same_values(
            f"The search in {self.path}",
            {**there, **there["values"]},
            {**self.described, **plain(self.recipe)},
        )

    def write_best(self, recipe, found):
        """Writes the best recipe, and how it was found."""
        name = self.described["recipe"]
        write_json(self.best, {"recipe": name, "values": plain(recipe), "found": found})
