"""A model that looks as a KerasTuner hypermodel."""

from typing import Any

import keras
import keras_tuner

from stawm_keras.models.configured_model import ConfiguredModel
from stawm_keras.registration import check_arguments
from stawm_keras.tuning.space import SEARCHED
from stawm_keras.tuning.space import vary


@check_arguments
class HyperLooker(keras_tuner.HyperModel):
    """Models like a given one, as a search space around its values.

    A trial has its own number of glimpses, glimpse size, units of its layers, learning rate and
    dtype policy, as far as the model has them; dropout and what else the memory declares, of a
    model on a `STAWMBackbone`; latent units, of one that draws with a decoder of the library's; and
    the deviation of the places that are tried, of one that learns by reward. `vary` says in what
    range. All else is the given model's: its CNNs, its head, and what it was compiled with. With
    `keras_tuner.HyperParameters` as they are made, `build` makes the given model anew. What is to
    stay as it is can be fixed: `hp.Fixed("num_glimpses", 5)`, and `hyperparameters=hp` for the
    tuner.

    Any tuner of KerasTuner takes it, on every backend. KerasTuner itself shows trials in
    TensorBoard's HParams on the TensorFlow backend only.

    Args:
        model: A model of `stawm_keras.models`, compiled.
        name: String or `None`, the name of the hypermodel.
        tunable: Boolean, whether its values belong to the search space.

    Raises:
        ValueError: If the model is none of these, is not compiled, or has a schedule for its
            learning rate.

    Example:

    >>> import keras_tuner
    >>> import stawm_keras.tuning
    >>> backbone = stawm_keras.models.STAWMBackbone(
    ...     (28, 28, 1),
    ...     context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
    ...     glimpse_cnn=[(16, 3, 1, 0), (32, 3, 2, 0)],
    ...     num_glimpses=3, glimpse_size=8, memory_units=32,
    ... )
    >>> model = stawm_keras.models.STAWMClassifier(backbone, num_classes=10)
    >>> model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    >>> hypermodel = stawm_keras.tuning.HyperLooker(model)
    >>> hp = keras_tuner.HyperParameters()
    >>> hp.Fixed("num_glimpses", 5)
    5
    >>> hypermodel.build(hp).backbone.output["poses"].shape
    (None, 5, 6)

    Then `keras_tuner.RandomSearch(hypermodel, "val_loss", max_trials=10).search(...)` and so on.

    Reference:
        Appendix D of the paper, which gives one such set of values for each data set.
    """

    def __init__(self, model, name=None, tunable=True):
        super().__init__(name, tunable)
        if not isinstance(model, ConfiguredModel) or not model.compiled:
            raise ValueError(
                "`model` must be a model of stawm_keras.models that was compiled. Received: "
                f"model={model}"
            )
        rate = model.optimizer.learning_rate
        if isinstance(model.optimizer.get_config().get("learning_rate"), dict):
            raise ValueError(
                "`model` must be compiled with a number for its learning rate, which is searched; "
                f"give a schedule to `fit`, as a callback. Received: learning_rate={rate}"
            )
        self.model = model
        head, looking = _parts(model.get_config())
        self.given = {name: looking[name] for name in (*SEARCHED, "image_shape") if name in looking}
        for name in ("glimpse_cnn", "classifier_cnn"):  # What sees the glimpses.
            if name in looking:  # Of one's own there are no sizes.
                self.given["glimpse_cnn"] = looking[name] if isinstance(looking[name], list) else ()
        self.memory: Any = None
        if head is not looking:
            self.memory = model.backbone.memory
            self.given |= _of_backbone(model.backbone)
            if head.get("decoder", head) is None:  # The mirrored one, of any size.
                self.given["latent_units"] = head["latent_units"]
        # Under a distribution strategy every device has a copy of the rate.
        self.given["learning_rate"] = float(keras.ops.convert_to_numpy(rate))
        self.given["precision"] = looking["dtype"]

    def build(self, hp):
        """Builds a model with a trial's values, and compiles it.

        Args:
            hp: `keras_tuner.HyperParameters`.

        Returns:
            A model of the given one's class.
        """
        values = vary(hp, self.given, self.memory)
        learning_rate = values.pop("learning_rate")
        config = self.model.get_config()
        head, looking = _parts(config)
        looking["dtype"] = values.pop("precision")
        if head is not looking:
            if "latent_units" in values:
                head["latent_units"] = values.pop("latent_units")
            self._change_memory(looking, values.pop("memory"), values.pop("memory_units"))
        looking.update({name: v for name, v in values.items() if v != self.given[name]})
        model = type(self.model).from_config(config)
        model.compile_from_config(self.model.get_compile_config())
        model.optimizer.learning_rate = learning_rate
        return model

    def _change_memory(self, backbone, values, units):
        known = self.memory.get_config()
        if "units" in known:  # Another memory may have its size otherwise.
            values["units"] = units
        cell = type(self.memory).from_config({**known, **values})
        if cell.get_config() != known:
            backbone["memory"] = keras.saving.serialize_keras_object(cell)
            backbone["memory_units"] = None


def _of_backbone(backbone):
    """What is searched of a backbone and is not as its arguments have it."""
    size = backbone.get_config()["glimpse_size"] or backbone.glimpse_shape[0]
    return {
        "glimpse_size": None if backbone.get_config()["sensor"] else size,
        "memory_units": backbone.memory.units,
    }


def _parts(config):
    """Two parts of a model's config: of its head, and of what looks, which may be the same."""
    head = _around_backbone(config)
    return (config, config) if head is None else (head, head["backbone"]["config"])


def _around_backbone(config):
    """The part of a model's config with a STAWM backbone in it, however deep, or `None`."""
    backbone = config.get("backbone") or {}
    if "num_glimpses" in backbone.get("config", {}):
        return config
    inner = [part.get("config") for part in config.values() if isinstance(part, dict)]
    found = (_around_backbone(one) for one in inner if isinstance(one, dict))
    return next(filter(None, found), None)
