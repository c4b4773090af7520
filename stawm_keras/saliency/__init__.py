"""Models of where people look, and how well they tell it.

Everything is NumPy, of batches of images of any size. scikit-learn is imported where filters are
learned.
"""

from stawm_keras.saliency.entropy_rate import entropy_rate_saliency
from stawm_keras.saliency.entropy_rate import site_entropy_rate
from stawm_keras.saliency.foveation import foveate
from stawm_keras.saliency.itti import itti_saliency
from stawm_keras.saliency.itti import normalise_map
from stawm_keras.saliency.metrics import fixation_density
from stawm_keras.saliency.metrics import judd_auc
from stawm_keras.saliency.metrics import map_correlation
from stawm_keras.saliency.metrics import normalized_scanpath_saliency
from stawm_keras.saliency.metrics import shuffled_auc
from stawm_keras.saliency.saccades import saccadic_scanpath
from stawm_keras.saliency.scan_match import scan_match
from stawm_keras.saliency.sparse_codes import learn_sparse_codes
from stawm_keras.saliency.winner_take_all import winner_take_all

__all__ = [
    "entropy_rate_saliency",
    "fixation_density",
    "foveate",
    "itti_saliency",
    "judd_auc",
    "learn_sparse_codes",
    "map_correlation",
    "normalise_map",
    "normalized_scanpath_saliency",
    "saccadic_scanpath",
    "scan_match",
    "shuffled_auc",
    "site_entropy_rate",
    "winner_take_all",
]
