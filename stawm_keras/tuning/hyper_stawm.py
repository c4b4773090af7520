"""A model that looks as a KerasTuner hypermodel."""

import keras
import keras_tuner

from stawm_keras.registration import check_arguments
from stawm_keras.tuning.space import vary


@check_arguments
class HyperSTAWM(keras_tuner.HyperModel):
    """Models like a given one, as a search space around its values.

    A trial has its own number of glimpses, glimpse size, units of the memory and of the LSTMs, what
    else the memory declares, dropout of the backbone, learning rate and dtype policy, and if the
    model draws with a decoder of the library's, its own latent units; `vary` says in what range.
    All else is the given model's: its CNNs, its head, and what it was compiled with. With
    `keras_tuner.HyperParameters` as they are made, `build` makes the given model anew. What is to
    stay as it is can be fixed: `hp.Fixed("num_glimpses", 5)`, and `hyperparameters=hp` for the
    tuner.

    Any tuner of KerasTuner takes it, on every backend. KerasTuner itself shows trials in
    TensorBoard's HParams on the TensorFlow backend only.

    Args:
        model: A model with a head on a `STAWMBackbone`, compiled: `STAWMClassifier`,
            `STAWMDrawer` or `STAWMSketchpad`.
        name: String or `None`, the name of the hypermodel.
        tunable: Boolean, whether its values belong to the search space.

    Raises:
        ValueError: If the model has no such backbone, is not compiled, or has a schedule for its
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
    >>> hypermodel = stawm_keras.tuning.HyperSTAWM(model)
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
        head = _around_backbone(model.get_config())
        if head is None or not model.compiled:
            raise ValueError(
                "`model` must be a model on a STAWMBackbone, a STAWMClassifier, say, that was "
                f"compiled. Received: model={model}"
            )
        rate = model.optimizer.learning_rate
        if isinstance(model.optimizer.get_config().get("learning_rate"), dict):
            raise ValueError(
                "`model` must be compiled with a number for its learning rate, which is searched; "
                f"give a schedule to `fit`, as a callback. Received: learning_rate={rate}"
            )
        self.model = model
        backbone, mirrored = model.backbone, head.get("decoder", head) is None
        config = backbone.get_config()
        self.given = {
            **config,
            "glimpse_size": None
            if config["sensor"]
            else config["glimpse_size"] or backbone.glimpse_shape[0],
            "glimpse_cnn": backbone.glimpse_convs or (),
            "memory_units": backbone.memory.units,
            "precision": backbone.policy.name,
            # Under a distribution strategy every device has a copy of the rate.
            "learning_rate": float(keras.ops.convert_to_numpy(rate)),
            **({"latent_units": head["latent_units"]} if mirrored else {}),
        }

    def build(self, hp):
        """Builds a model with a trial's values, and compiles it.

        Args:
            hp: `keras_tuner.HyperParameters`.

        Returns:
            A model of the given one's class.
        """
        memory = self.model.backbone.memory
        values = vary(hp, self.given, memory)
        learning_rate, precision = values.pop("learning_rate"), values.pop("precision")
        config = self.model.get_config()
        head = _around_backbone(config)
        if "latent_units" in values:
            head["latent_units"] = values.pop("latent_units")
        backbone = head["backbone"]["config"]
        backbone["dtype"] = precision
        known = memory.get_config()
        own, units = values.pop("memory"), values.pop("memory_units")
        if "units" in known:  # Another memory may have its size otherwise.
            own["units"] = units
        cell = type(memory).from_config({**known, **own})
        if cell.get_config() != known:
            backbone["memory"] = keras.saving.serialize_keras_object(cell)
            backbone["memory_units"] = None
        backbone.update({name: v for name, v in values.items() if v != self.given[name]})
        model = type(self.model).from_config(config)
        model.compile_from_config(self.model.get_compile_config())
        model.optimizer.learning_rate = learning_rate
        return model


def _around_backbone(config):
    """The part of a model's config with a STAWM backbone in it, however deep, or `None`."""
    backbone = config.get("backbone") or {}
    if "num_glimpses" in backbone.get("config", {}):
        return config
    inner = [part.get("config") for part in config.values() if isinstance(part, dict)]
    found = (_around_backbone(one) for one in inner if isinstance(one, dict))
    return next(filter(None, found), None)
