"""Functional models: a backbone that looks and remembers, and heads that read the memory."""

from stawm_keras.models.beta_vae.beta_vae import BetaVAE
from stawm_keras.models.class_names import class_names_of
from stawm_keras.models.deep_recurrent_attention.deep_recurrent_attention import (
    DeepRecurrentAttention,
)
from stawm_keras.models.draw.draw import DRAW
from stawm_keras.models.enriched_deep_recurrent_attention.enriched_deep_recurrent_attention import (
    EnrichedDeepRecurrentAttention,
)
from stawm_keras.models.gaussian_recurrent_attention.gaussian_recurrent_attention import (
    GaussianRecurrentAttention,
)
from stawm_keras.models.grid_attention.grid_attention_classifier import GridAttentionClassifier
from stawm_keras.models.plain.plain_classifier import PlainClassifier
from stawm_keras.models.question_answering.dynamic_memory_network import DynamicMemoryNetwork
from stawm_keras.models.question_answering.end_to_end_memory_network import EndToEndMemoryNetwork
from stawm_keras.models.question_answering.key_value_memory_network import KeyValueMemoryNetwork
from stawm_keras.models.recurrent_attention.recurrent_attention import RecurrentAttention
from stawm_keras.models.seen import observe
from stawm_keras.models.seen import seen
from stawm_keras.models.show_attend_tell.show_attend_tell import ShowAttendTell
from stawm_keras.models.spatial_transformer.spatial_transformer_classifier import (
    SpatialTransformerClassifier,
)
from stawm_keras.models.stawm.self_supervised_classifier import SelfSupervisedClassifier
from stawm_keras.models.stawm.stawm_backbone import STAWMBackbone
from stawm_keras.models.stawm.stawm_classifier import STAWMClassifier
from stawm_keras.models.stawm.stawm_drawer import STAWMDrawer
from stawm_keras.models.stawm.stawm_sketchpad import STAWMSketchpad
from stawm_keras.models.watching import watch

__all__ = [
    "BetaVAE",
    "DRAW",
    "DeepRecurrentAttention",
    "DynamicMemoryNetwork",
    "EndToEndMemoryNetwork",
    "EnrichedDeepRecurrentAttention",
    "GaussianRecurrentAttention",
    "GridAttentionClassifier",
    "KeyValueMemoryNetwork",
    "PlainClassifier",
    "RecurrentAttention",
    "STAWMBackbone",
    "STAWMClassifier",
    "STAWMDrawer",
    "STAWMSketchpad",
    "SelfSupervisedClassifier",
    "ShowAttendTell",
    "SpatialTransformerClassifier",
    "class_names_of",
    "observe",
    "seen",
    "watch",
]
