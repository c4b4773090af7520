"""Where sequences come from, and the batches that models are trained on."""

from training.data.sequences.copying import Copying
from training.data.sequences.drawn_batches import DrawnBatches
from training.data.sequences.examples import Examples

__all__ = ["Copying", "DrawnBatches", "Examples"]
