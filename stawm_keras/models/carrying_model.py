"""The base of models whose loss needs more than what they answer."""

from typing import Any

from stawm_keras.models.configured_model import ConfiguredModel


class CarryingModel(ConfiguredModel):
    """A model that answers with one tensor, and while training carries more to its loss.

    At inference its call gives its outputs, so that users keep their loss and metrics. While
    training it gives a dictionary of what is carried, from which subclasses make the loss and its
    metrics: tensors that were kept on the model would leak out of what JAX traces.

    Args:
        inputs, outputs, config, own_seen: As `ConfiguredModel`'s.
        carried: Names of `seen`, what is carried; none of a model that does with its answer.
        **kwargs: `ConfiguredModel` arguments, `name` among them.
    """

    def __init__(self, inputs, outputs, config, own_seen, carried, /, **kwargs):
        super().__init__(inputs, outputs, config, own_seen, **kwargs)
        # A method: as a model it would be tracked, and its layers saved twice.
        self._carry: Any = self.observe(*carried).__call__ if carried else None

    def learn_from(self, x, y, carried, sample_weight):
        """The loss of a training step.

        Args:
            x, y, sample_weight: As `compute_loss` takes them.
            carried: Dictionary of what was carried.
        """
        raise NotImplementedError

    def measure(self, x, y, carried, sample_weight):
        """Metrics of a training step, by name."""
        raise NotImplementedError

    def compiled_loss(self, x, y, y_pred, sample_weight, training=True):
        """The loss that the model was compiled with."""
        return super().compute_loss(x, y, y_pred, sample_weight, training)

    def compiled_metrics(self, x, y, y_pred, sample_weight):
        """The metrics that the model was compiled with."""
        return super().compute_metrics(x, y, y_pred, sample_weight)

    def call(self, inputs, training=None, mask=None, **kwargs):
        if not training or not self._carries:
            return super().call(inputs, training=training, mask=mask, **kwargs)
        return self._carry(inputs, training=True)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """The compiled loss; while training, its gradient is that of what the model learns by."""
        if isinstance(y_pred, dict):
            return self.learn_from(x, y, y_pred, sample_weight)
        if training and self._carry is not None:
            raise ValueError(
                "This model is a part of another one and cannot be trained by itself any more: "
                "train it before, or make another of its config and weights. Received: "
                f"{self.name}, whose call gave its answer alone while training"
            )
        return self.compiled_loss(x, y, y_pred, sample_weight, training)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """The compiled metrics, and the model's own."""
        if isinstance(y_pred, dict):
            return self.measure(x, y, y_pred, sample_weight)
        return self.compiled_metrics(x, y, y_pred, sample_weight)

    @property
    def _carries(self):
        """Whether a call that trains may give more than the outputs.

        A functional model that was made of this one takes what the graph promises.
        """
        return self._carry is not None and not self._inbound_nodes
