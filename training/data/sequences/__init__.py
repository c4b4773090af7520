"""Where sequences come from, and the batches that models are trained on."""

from training.data.sequences.copying import Copying
from training.data.sequences.drawn_batches import DrawnBatches
from training.data.sequences.episodes import Episodes
from training.data.sequences.examples import Examples
from training.data.sequences.glimpses import Glimpses
from training.data.sequences.omniglot import read_omniglot

__all__ = ["Copying", "DrawnBatches", "Episodes", "Examples", "Glimpses", "read_omniglot"]
