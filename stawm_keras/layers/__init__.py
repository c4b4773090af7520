"""The parts of a network that looks and draws, each usable alone in any Keras model."""

from stawm_keras.layers.drawing.addition_canvas import AdditionCanvas
from stawm_keras.layers.drawing.concrete_mask import ConcreteMask
from stawm_keras.layers.drawing.draw_cell import DRAWCell
from stawm_keras.layers.drawing.gaussian_latent import GaussianLatent
from stawm_keras.layers.drawing.gaussian_writer import GaussianWriter
from stawm_keras.layers.drawing.over_canvas import OverCanvas
from stawm_keras.layers.drawing.sketcher import Sketcher
from stawm_keras.layers.fit_images import FitImages
from stawm_keras.layers.glimpse.affine_glimpse import AffineGlimpse
from stawm_keras.layers.glimpse.caption_cell import CaptionCell
from stawm_keras.layers.glimpse.deep_recurrent_attention_cell import DeepRecurrentAttentionCell
from stawm_keras.layers.glimpse.differentiable_attention_cell import DifferentiableAttentionCell
from stawm_keras.layers.glimpse.enriched_deep_recurrent_attention_cell import (
    EnrichedDeepRecurrentAttentionCell,
)
from stawm_keras.layers.glimpse.gaussian_glimpse import GaussianGlimpse
from stawm_keras.layers.glimpse.glimpse_cell import GlimpseCell
from stawm_keras.layers.glimpse.glimpse_loop import GlimpseLoop
from stawm_keras.layers.glimpse.grid_attention import GridAttention
from stawm_keras.layers.glimpse.grid_attention_cell import GridAttentionCell
from stawm_keras.layers.glimpse.location_policy import LocationPolicy
from stawm_keras.layers.glimpse.pose_emitter import PoseEmitter
from stawm_keras.layers.glimpse.projective_glimpse import ProjectiveGlimpse
from stawm_keras.layers.glimpse.recurrent_attention_cell import RecurrentAttentionCell
from stawm_keras.layers.glimpse.retina_glimpse import RetinaGlimpse
from stawm_keras.layers.glimpse.sensor import Sensor
from stawm_keras.layers.glimpse.stawm_cell import STAWMCell
from stawm_keras.layers.glimpse.thin_plate_spline_glimpse import ThinPlateSplineGlimpse
from stawm_keras.layers.glimpse.zoom_emitter import ZoomEmitter
from stawm_keras.layers.memory.dnc_cell import DNCCell
from stawm_keras.layers.memory.episodic_memory import EpisodicMemory
from stawm_keras.layers.memory.fast_weights_cell import FastWeightsCell
from stawm_keras.layers.memory.hebb_rosenblatt_cell import HebbRosenblattCell
from stawm_keras.layers.memory.hopfield_memory import HopfieldMemory
from stawm_keras.layers.memory.key_value_memory import KeyValueMemory
from stawm_keras.layers.memory.lstm_memory import LSTMMemory
from stawm_keras.layers.memory.mean_memory import MeanMemory
from stawm_keras.layers.memory.memory_hops import MemoryHops
from stawm_keras.layers.memory.memory_query import MemoryQuery
from stawm_keras.layers.memory.memory_read import MemoryRead
from stawm_keras.layers.memory.memory_write import MemoryWrite
from stawm_keras.layers.memory.ntm_cell import NTMCell
from stawm_keras.layers.memory.outer_product_cell import OuterProductCell
from stawm_keras.layers.memory.plastic_cell import PlasticCell
from stawm_keras.layers.memory.sentence_encoder import SentenceEncoder
from stawm_keras.layers.memory.stack_cell import StackCell
from stawm_keras.layers.scaled_gradient import ScaledGradient
from stawm_keras.layers.thumbnail import Thumbnail

__all__ = [
    "AdditionCanvas",
    "AffineGlimpse",
    "CaptionCell",
    "ConcreteMask",
    "DNCCell",
    "DRAWCell",
    "DeepRecurrentAttentionCell",
    "DifferentiableAttentionCell",
    "EnrichedDeepRecurrentAttentionCell",
    "EpisodicMemory",
    "FastWeightsCell",
    "FitImages",
    "GaussianGlimpse",
    "GaussianLatent",
    "GaussianWriter",
    "GlimpseCell",
    "GlimpseLoop",
    "GridAttention",
    "GridAttentionCell",
    "HebbRosenblattCell",
    "HopfieldMemory",
    "KeyValueMemory",
    "LSTMMemory",
    "LocationPolicy",
    "MeanMemory",
    "MemoryHops",
    "MemoryQuery",
    "MemoryRead",
    "MemoryWrite",
    "NTMCell",
    "OuterProductCell",
    "OverCanvas",
    "PlasticCell",
    "PoseEmitter",
    "ProjectiveGlimpse",
    "RecurrentAttentionCell",
    "RetinaGlimpse",
    "STAWMCell",
    "ScaledGradient",
    "Sensor",
    "SentenceEncoder",
    "Sketcher",
    "StackCell",
    "ThinPlateSplineGlimpse",
    "Thumbnail",
    "ZoomEmitter",
]
