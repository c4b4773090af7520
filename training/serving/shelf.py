"""The models that a server answers with."""

from training.serving.refused import Refused


class Shelf:
    """Models by name, each in one version, which a newer one may replace at any time.

    A request keeps the model that it was given: none is lost when its model is replaced.

    Args:
        models: Iterable of `ServedModel`s of different names.
    """

    def __init__(self, models):
        self._models = {model.name: model for model in models}

    def __iter__(self):
        return iter(list(self._models.values()))

    def put(self, model):
        """Puts a `ServedModel` in the place of that of its name."""
        self._models[model.name] = model

    def find(self, name, version=None):
        """The `ServedModel` of a name.

        Args:
            name: String, the model's.
            version: Number of the version; whichever there is if `None`.

        Raises:
            Refused: If there is no such model or version.
        """
        model = self._models.get(name)
        if model is None:
            raise Refused(404, f"There is no model '{name}': this server has {self._in_words()}.")
        if version not in (None, model.version):
            raise Refused(
                404, f"There is no version {version} of '{name}' here: there is {model.version}."
            )
        return model

    def _in_words(self):
        return ", ".join(f"'{name}'" for name in self._models)
