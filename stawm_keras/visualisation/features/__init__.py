"""What a network has learned, and what its answers rest on, as arrays and as pictures.

For any functional Keras model of images; layers are found however deep in a model they are, in the
CNNs of a glimpse loop too.
"""

from stawm_keras.visualisation.features.activations import layer_activations
from stawm_keras.visualisation.features.ascent import maximise_units
from stawm_keras.visualisation.features.dream import deep_dream
from stawm_keras.visualisation.features.exciting import find_exciting
from stawm_keras.visualisation.features.exciting import plot_exciting
from stawm_keras.visualisation.features.filters import filter_pictures
from stawm_keras.visualisation.features.filters import plot_filters
from stawm_keras.visualisation.features.grad_cam import grad_cam
from stawm_keras.visualisation.features.grad_cam import grad_cam_of_glimpses
from stawm_keras.visualisation.features.gradients import gradient_saliency
from stawm_keras.visualisation.features.gradients import integrated_gradients
from stawm_keras.visualisation.features.gradients import smooth_grad
from stawm_keras.visualisation.features.layers import convolutions_of
from stawm_keras.visualisation.features.occlusion import occlusion_sensitivity
from stawm_keras.visualisation.features.pictures import plot_maps
from stawm_keras.visualisation.features.pictures import plot_pictures
from stawm_keras.visualisation.features.style import gram_matrix
from stawm_keras.visualisation.features.style import transfer_style

__all__ = [
    "convolutions_of",
    "deep_dream",
    "filter_pictures",
    "find_exciting",
    "grad_cam",
    "grad_cam_of_glimpses",
    "gradient_saliency",
    "gram_matrix",
    "integrated_gradients",
    "layer_activations",
    "maximise_units",
    "occlusion_sensitivity",
    "plot_exciting",
    "plot_filters",
    "plot_maps",
    "plot_pictures",
    "smooth_grad",
    "transfer_style",
]
