"""The computation as pure functions of tensors; the layers add weights and checks."""

from stawm_keras.ops.affine import affine_sample
from stawm_keras.ops.hebb_rosenblatt import Traces
from stawm_keras.ops.hebb_rosenblatt import read_every_step
from stawm_keras.ops.hebb_rosenblatt import read_last_step
from stawm_keras.ops.hebb_rosenblatt import write_sequence
from stawm_keras.ops.hebb_rosenblatt import written_value

__all__ = [
    "Traces",
    "affine_sample",
    "read_every_step",
    "read_last_step",
    "write_sequence",
    "written_value",
]
