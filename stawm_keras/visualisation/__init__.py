"""What a network looked at and what it drew, as arrays and as pictures.

matplotlib and Pillow are imported where they are used.
"""

from stawm_keras.visualisation import features
from stawm_keras.visualisation.addressing import plot_addressing
from stawm_keras.visualisation.addressing import trace_addressing
from stawm_keras.visualisation.attention import plot_attention
from stawm_keras.visualisation.certainty import animate_certainty
from stawm_keras.visualisation.certainty import plot_certainty
from stawm_keras.visualisation.confusion import plot_confusion
from stawm_keras.visualisation.coverage import encloses
from stawm_keras.visualisation.coverage import glimpse_coverage
from stawm_keras.visualisation.coverage import measure_looks
from stawm_keras.visualisation.coverage import plot_coverage
from stawm_keras.visualisation.drawings import animate_stages
from stawm_keras.visualisation.drawings import plot_drawings
from stawm_keras.visualisation.drawings import plot_masks
from stawm_keras.visualisation.drawings import plot_stages
from stawm_keras.visualisation.facts import plot_facts
from stawm_keras.visualisation.glimpses import plot_glimpses
from stawm_keras.visualisation.looking import look_at
from stawm_keras.visualisation.memories import memory_matrices
from stawm_keras.visualisation.memories import plot_memories
from stawm_keras.visualisation.pictures import look

__all__ = [
    "animate_certainty",
    "animate_stages",
    "encloses",
    "features",
    "glimpse_coverage",
    "look",
    "look_at",
    "measure_looks",
    "memory_matrices",
    "plot_addressing",
    "plot_attention",
    "plot_certainty",
    "plot_confusion",
    "plot_coverage",
    "plot_drawings",
    "plot_facts",
    "plot_glimpses",
    "plot_masks",
    "plot_memories",
    "plot_stages",
    "trace_addressing",
]
