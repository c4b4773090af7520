"""The base of the library's models."""

import copy
import json

import keras

from stawm_keras.layers.pixel_range import warn_of_small_pixels
from stawm_keras.models.looks_outside import watched
from stawm_keras.models.seen import observe
from stawm_keras.models.seen import seen
from stawm_keras.presets import list_presets
from stawm_keras.presets import load_preset
from stawm_keras.presets import save_preset


class ConfiguredModel(keras.Model):
    """A functional model of images whose config is its constructor's arguments.

    It warns, once, where arrays are given to it whose pixels seem to have been divided by 255.

    Args:
        inputs: The symbolic image.
        outputs: Structure of symbolic tensors.
        config: Dictionary of the constructor's arguments; Keras objects among them are serialised.
        own_seen: Dictionary of the symbolic tensors that the model adds to what its loops see.
        name: Name of the model.
        trainable: Boolean, whether its weights are trained.
    """

    _knows_pixels = False

    def __init__(self, inputs, outputs, config, own_seen, /, name=None, trainable=True):
        super().__init__(inputs=inputs, outputs=outputs, name=name)
        # As text: Keras takes entries from the configs that it makes models of, and tracks
        # dictionaries that models hold.
        self._arguments = json.dumps({name: _plain(value) for name, value in config.items()})
        self.own_seen = own_seen
        if not trainable:
            self.trainable = False

    @property
    def seen(self):
        """Symbolic tensors of all that the model sees, makes and answers, by name."""
        return seen(self)

    def observe(self, *names):
        """A `keras.Model` that computes just these names of `seen`, as a dictionary.

        Args:
            *names: Strings.

        Raises:
            ValueError: If there is no such name.
        """
        return observe(self, *names)

    def call(self, inputs, training=None, mask=None, **kwargs):
        self._look_at_pixels(inputs)
        return super().call(inputs, training=training, mask=mask, **kwargs)

    def fit(self, x=None, *args, **kwargs):
        """As `keras.Model.fit`; of a model that looks, `outside` is logged beside the metrics.

        It is the share of the looks, at a few of the training images, that lie outside of them.
        """
        self._look_at_pixels(x)
        return super().fit(**watched(self, super().fit, x, args, kwargs))

    def evaluate(self, x=None, *args, **kwargs):
        """As `keras.Model.evaluate`."""
        self._look_at_pixels(x)
        return super().evaluate(x, *args, **kwargs)

    def predict(self, x, *args, **kwargs):
        """As `keras.Model.predict`."""
        self._look_at_pixels(x)
        return super().predict(x, *args, **kwargs)

    def _look_at_pixels(self, images):
        self._knows_pixels = self._knows_pixels or warn_of_small_pixels(self.name, images)

    def get_config(self):
        return {**json.loads(self._arguments), "name": self.name, "trainable": self.trainable}

    @classmethod
    def from_config(cls, config):
        arguments = {
            name: keras.saving.deserialize_keras_object(value)
            for name, value in copy.deepcopy(config).items()
        }
        return cls(**arguments)  # type: ignore[call-arg]  # Of subclasses, which take these.

    @classmethod
    def from_preset(
        cls, preset, load_weights=True, budget=None, num_classes=None, class_names=None
    ):
        """Makes a model of this class from a preset.

        The preset may be of another class whose model holds one of this class: the backbone of a
        classifier, say. With `num_classes` a model that classifies gets a new head: its last layer
        is new, all other weights are the preset's.

        Presets come from strangers: classes, sizes, hashes and weights are all checked before any
        of the model is made, nothing in a preset can be code, and what costs too much is refused.

        Args:
            preset: Name of a bundled preset; `"hf://user/name"`, a repository of the Hugging Face
                Hub, which `huggingface_hub` fetches; or path of a preset's folder.
            load_weights: Boolean, whether to load the weights; without them the model is new, of
                the same architecture.
            budget: `stawm_keras.presets.Budget`, what the model may cost; by default far more than
                any bundled preset does.
            num_classes: Integer, the number of classes of a new head, if there is to be one.
            class_names: List of strings, the names of the new head's classes, if they have any.

        Returns:
            The model.

        Raises:
            ValueError: If there is no such preset, there is no model of this class in it, it is
                over the budget, anything in it is not as it must be, or a model that does not
                classify is to have classes.
            ImportError: If the preset is on the Hub and `huggingface_hub` is not installed.
        """
        return load_preset(cls, preset, load_weights, budget, num_classes, class_names)

    @classmethod
    def list_presets(cls):
        """The names of the bundled presets that `from_preset` of this class takes."""
        return list_presets(cls)

    def save_to_preset(self, folder, metadata=None, weights_dtype="float32"):
        """Saves this model as a preset: `from_preset` makes it again, on any backend.

        The folder appears when everything in it is written. Models that the user brought are saved
        with it if they are made of plain Keras layers. What only training needs is left out:
        optimiser, losses and random state.

        Args:
            folder: Path of the preset's folder; a preset that is there is replaced.
            metadata: Dictionary of what is to be known of the model, such as its data and scores,
                which JSON can hold.
            weights_dtype: `"float32"` or `"float16"`, the dtype of the weights in the file; the
                model that is made of them has its own.

        Raises:
            ValueError: If the folder holds anything but a preset or cannot be written to, the model
                is of layers that `from_preset` would refuse, its weights are not finite or do not
                fit the dtype, that is another one, or `metadata` is not a dictionary that JSON can
                hold.
        """
        save_preset(self, folder, metadata, weights_dtype)


def resolve_policy(dtype):
    """The dtype policy that `dtype` names; the global one for `None`."""
    return keras.dtype_policies.get(dtype or keras.config.dtype_policy())


def policy_of(model):
    """The dtype policy of a model's own layers; Keras gives functional models none."""
    return getattr(model, "policy", None) or resolve_policy(None)


def _plain(value):
    """An argument as JSON gives it back: tuples are lists, Keras objects their configs."""
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return keras.saving.serialize_keras_object(value)
