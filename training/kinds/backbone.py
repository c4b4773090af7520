"""What recipes of models that look say of the backbone."""

from dataclasses import dataclass

from stawm_keras.models import STAWMBackbone
from training.kinds.recipe import Convs
from training.kinds.recipe import Recipe
from training.kinds.recipe import value


@dataclass(frozen=True, kw_only=True)
class BackboneRecipe(Recipe):
    """How a `STAWMBackbone` is built."""

    context_cnn: Convs = value((), "(filters, kernel, stride, padding) of each convolution.")
    glimpse_cnn: Convs = value((), "Likewise.")
    batch_norm: bool = value(True, "Whether the CNNs have batch normalisation.")
    num_glimpses: int = value(8, "Glimpses an image.")
    glimpse_size: int = value(8, "Side of a glimpse, in pixels.")
    memory_units: int = value(256, "Units M of the memory.")
    lstm_units: int = value(512, "Units H of both LSTMs.")
    dropout: float = value(0.5, "Dropout of context, glimpse features and pose emitters.")
    where: str = value("pose", "What `where` is computed from.", ("pose", "emission"))
    eta: float = value(0.4, "Learning rate of the memory, at the start.")
    delta: float = value(0.2, "Decay rate of the memory, at the start.")
    theta: float = value(0.5, "Strength of a key's own connections, at the start.")
    trainable_rates: tuple[str, ...] = value(("eta", "delta", "theta"), "Rates that are trained.")
    memory_scale: float | None = value(None, "Scale of the memory's products; default 1 / M.")

    def backbone(self):
        """The backbone."""
        return STAWMBackbone(
            self.image_shape,
            self.context_cnn,
            self.see_glimpse(),
            num_glimpses=self.num_glimpses,
            glimpse_size=self.glimpse_size,
            memory_units=self.memory_units,
            lstm_units=self.lstm_units,
            batch_norm=self.batch_norm,
            dropout=self.dropout,
            where=self.where,
            eta=self.eta,
            delta=self.delta,
            theta=self.theta,
            trainable_rates=self.trainable_rates,
            memory_scale=self.memory_scale,
            mean=self.mean,
            std=self.std,
            seed=self.seed,
            dtype=self.precision,
        )

    def see_glimpse(self):
        """The glimpse CNN, or its convolutions."""
        return self.glimpse_cnn
