"""The base of the library's models."""

import keras


class ConfiguredModel(keras.Model):
    """A functional model whose config is its constructor's arguments.

    Subclasses pass those arguments as `config`; Keras objects among them are serialised.
    """

    def __init__(self, inputs, outputs, config, **kwargs):
        super().__init__(inputs=inputs, outputs=outputs, **kwargs)
        self._constructor_arguments = {
            name: keras.saving.serialize_keras_object(value) for name, value in config.items()
        }

    def get_config(self):
        return {**self._constructor_arguments, "name": self.name, "trainable": self.trainable}

    @classmethod
    def from_config(cls, config):
        return cls(
            **{name: keras.saving.deserialize_keras_object(value) for name, value in config.items()}
        )


def resolve_policy(dtype):
    """The dtype policy that `dtype` names; the global one for `None`."""
    return keras.dtype_policies.get(dtype or keras.config.dtype_policy())
