"""What images of a data set can be."""

import numpy as np

from training.data.picture_files import PictureFiles
from training.data.scenes import Scenes

Images = np.ndarray | PictureFiles | Scenes
