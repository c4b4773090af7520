"""Fifteen corruptions of images, each in five strengths.

They are those of Hendrycks and Dietterich, "Benchmarking Neural Network Robustness to Common
Corruptions and Perturbations" (2019), and of MNIST-C (Mu and Gilmer, 2019), with the amounts that
these give ImageNet and MNIST, for small images of any size in grey or colour:

* Lengths are shares of an image's shorter side, 28 pixels in MNIST-C.
* Blurs are half as wide: no one reads a digit of 28 pixels that is blurred by 6. Motion goes to
  both sides, by a Gaussian.
* Clouds of fog are as large as the image, and as thick, as for CIFAR-10.
* MNIST-C's zigzag has one strength; here it is 1 to 5 lines of it. Occlusion is the Cutout of
  DeVries and Taylor (2017), in black.
"""

from training.data.corruptions.blur import gaussian_blur
from training.data.corruptions.blur import motion_blur
from training.data.corruptions.blur import zoom_blur
from training.data.corruptions.corruption import Corruption
from training.data.corruptions.cover import clutter
from training.data.corruptions.cover import occlusion
from training.data.corruptions.geometry import rotation
from training.data.corruptions.geometry import scale
from training.data.corruptions.geometry import shear
from training.data.corruptions.geometry import shift
from training.data.corruptions.light import brightness
from training.data.corruptions.light import contrast
from training.data.corruptions.light import fog
from training.data.corruptions.noise import gaussian_noise
from training.data.corruptions.noise import impulse_noise
from training.data.corruptions.noise import shot_noise

CORRUPTIONS = {
    "gaussian_noise": Corruption(gaussian_noise, (0.08, 0.12, 0.18, 0.26, 0.38)),
    "shot_noise": Corruption(shot_noise, (60, 25, 12, 5, 3)),
    "impulse_noise": Corruption(impulse_noise, (0.03, 0.06, 0.09, 0.17, 0.27)),
    "gaussian_blur": Corruption(gaussian_blur, (1 / 56, 2 / 56, 3 / 56, 4 / 56, 6 / 56)),
    "motion_blur": Corruption(motion_blur, (3 / 56, 5 / 56, 8 / 56, 12 / 56, 15 / 56)),
    "zoom_blur": Corruption(zoom_blur, (0.11, 0.16, 0.21, 0.26, 0.31)),
    "occlusion": Corruption(occlusion, (0.1, 0.2, 0.3, 0.4, 0.5)),
    "rotation": Corruption(rotation, (0.2, 0.4, 0.6, 0.8, 1.0)),
    "shift": Corruption(shift, (1 / 28, 2 / 28, 3 / 28, 4 / 28, 5 / 28)),
    "scale": Corruption(scale, (0.9, 0.8, 0.7, 0.6, 0.5)),
    "shear": Corruption(shear, (0.2, 0.4, 0.6, 0.8, 1.0)),
    "contrast": Corruption(contrast, (0.4, 0.3, 0.2, 0.1, 0.05)),
    "brightness": Corruption(brightness, (0.1, 0.2, 0.3, 0.4, 0.5)),
    "fog": Corruption(fog, ((0.2, 3.0), (0.5, 3.0), (0.75, 2.5), (1.0, 2.0), (1.5, 1.75))),
    "clutter": Corruption(clutter, (1, 2, 3, 4, 5)),
}

__all__ = ["CORRUPTIONS", "Corruption"]
