"""The computation as pure functions of tensors; the layers add weights and checks."""

from stawm_keras.ops.affine import affine_sample
from stawm_keras.ops.bilinear import bilinear_sample
from stawm_keras.ops.gaussian import gaussian_filters
from stawm_keras.ops.gaussian import gaussian_read
from stawm_keras.ops.gaussian import gaussian_write
from stawm_keras.ops.gradient import scaled_gradient
from stawm_keras.ops.hebb_rosenblatt import Traces
from stawm_keras.ops.hebb_rosenblatt import read_every_step
from stawm_keras.ops.hebb_rosenblatt import read_last_step
from stawm_keras.ops.hebb_rosenblatt import write_sequence
from stawm_keras.ops.hebb_rosenblatt import written_key
from stawm_keras.ops.outer_products import Association
from stawm_keras.ops.outer_products import associate
from stawm_keras.ops.outer_products import associate_sequence
from stawm_keras.ops.outer_products import recall_sequence
from stawm_keras.ops.projective import projective_sample
from stawm_keras.ops.retina import retina_sample
from stawm_keras.ops.thin_plate_spline import control_points
from stawm_keras.ops.thin_plate_spline import thin_plate_spline_sample
from stawm_keras.ops.written import Matrix
from stawm_keras.ops.written import Slots
from stawm_keras.ops.written import as_written
from stawm_keras.ops.written import query_units
from stawm_keras.ops.written import read_memory

__all__ = [
    "Association",
    "Matrix",
    "Slots",
    "Traces",
    "affine_sample",
    "as_written",
    "associate",
    "associate_sequence",
    "bilinear_sample",
    "control_points",
    "gaussian_filters",
    "gaussian_read",
    "gaussian_write",
    "projective_sample",
    "query_units",
    "read_every_step",
    "read_last_step",
    "read_memory",
    "recall_sequence",
    "retina_sample",
    "scaled_gradient",
    "thin_plate_spline_sample",
    "write_sequence",
    "written_key",
]
