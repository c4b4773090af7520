"""Files and folders that a user names."""

from pathlib import Path

import click


class Place(click.Path):
    """A path that is not empty: to Python that would be the folder one stands in."""

    def __init__(self):
        super().__init__(path_type=Path)

    def convert(self, value, param, ctx):
        if value == "":
            self.fail("it is empty: name a file or a folder.", param, ctx)
        return super().convert(value, param, ctx)
