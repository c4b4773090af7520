"""Training on several devices of one machine, on TensorFlow."""

import functools

import keras

from training.cli.errors import InputError
from training.hardware.strategies.strategy import Strategy


class Mirrored(Strategy):
    """`tf.distribute.MirroredStrategy`.

    Statistics of batch normalisation are those of the whole batch, as losses, metrics and clipping
    are: what is learned is what one device would learn.

    Args:
        devices: Number of GPUs; by default all. Where there is none, the CPU is split into so many
            devices, to try it.
    """

    def __init__(self, devices=None):
        backend = keras.backend.backend()
        if backend != "tensorflow":
            raise InputError(
                f"--strategy mirrored needs TensorFlow, and the backend is {backend}: set "
                "KERAS_BACKEND=tensorflow, or take --strategy data_parallel on JAX."
            )
        import tensorflow as tf

        names = _device_names(tf, devices)[:devices]
        if len(names) < (devices or 1):
            raise InputError(
                f"--devices {devices} were asked for, and there are {len(names)}: "
                f"{', '.join(names)}."
            )
        self._strategy = _mirrored_strategy(*names)
        self.replicas = len(names)
        self._names = names

    def __str__(self):
        return f"{self.replicas} mirrored devices ({', '.join(self._names)})"

    def build(self, recipe, make):
        if recipe.running.jit:
            raise InputError(
                "--jit was asked for: XLA cannot compile what --strategy mirrored runs."
            )
        with self._strategy.scope():
            model = super().build(recipe.changed(jit=False), make)
        for layer in model._flatten_layers():
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.synchronized = True
        return model


@functools.cache  # A second one would number its collective operations as the first did.
def _mirrored_strategy(*names):
    import tensorflow as tf

    return tf.distribute.MirroredStrategy(names)


def _device_names(tf, count):
    kind = "GPU" if tf.config.list_physical_devices("GPU") else "CPU"
    if kind == "CPU" and count and count > 1:
        (cpu,) = tf.config.list_physical_devices("CPU")
        parts = [tf.config.LogicalDeviceConfiguration()] * count
        tf.config.set_logical_device_configuration(cpu, parts)
    devices = tf.config.list_logical_devices(kind)
    return [device.name.removeprefix("/device:") for device in devices]
