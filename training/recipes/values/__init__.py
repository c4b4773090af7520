"""What a recipe can say, each value with its range and its help."""

from training.recipes.values.associator import Associator
from training.recipes.values.backbone import Backbone
from training.recipes.values.beta_vae import BetaVAE
from training.recipes.values.classifier import Classifier
from training.recipes.values.completer import Completer
from training.recipes.values.composition import Composition
from training.recipes.values.deep_recurrent_attention import DeepRecurrentAttention
from training.recipes.values.draw import DRAW
from training.recipes.values.drawer import Drawer
from training.recipes.values.enriched_deep_recurrent_attention import EnrichedDeepRecurrentAttention
from training.recipes.values.gaussian_recurrent_attention import GaussianRecurrentAttention
from training.recipes.values.grid_attention import GridAttention
from training.recipes.values.images import Images
from training.recipes.values.memory import Memory
from training.recipes.values.one_shot import OneShot
from training.recipes.values.optimisation import Optimisation
from training.recipes.values.plain import Plain
from training.recipes.values.poses import Poses
from training.recipes.values.question_answering import DynamicMemoryNetwork
from training.recipes.values.question_answering import EndToEndMemoryNetwork
from training.recipes.values.question_answering import KeyValueMemoryNetwork
from training.recipes.values.recipe import Recipe
from training.recipes.values.recurrent import Recurrent
from training.recipes.values.recurrent_attention import RecurrentAttention
from training.recipes.values.running import Running
from training.recipes.values.self_supervised import SelfSupervised
from training.recipes.values.sequence_recipe import SequenceRecipe
from training.recipes.values.sequences import AssociativeRecall
from training.recipes.values.sequences import Completion
from training.recipes.values.sequences import Copying
from training.recipes.values.sequences import Counting
from training.recipes.values.sequences import Episodes
from training.recipes.values.sequences import Glimpses
from training.recipes.values.sequences import KeyValues
from training.recipes.values.sequences import PrioritySort
from training.recipes.values.sequences import Questions
from training.recipes.values.sequences import RepeatCopying
from training.recipes.values.sequences import Retrieval
from training.recipes.values.show_attend_tell import ShowAttendTell
from training.recipes.values.sketchpad import Sketchpad
from training.recipes.values.spatial_transformer import SpatialTransformer
from training.recipes.values.symbol_reader import SymbolReader

__all__ = [
    "AssociativeRecall",
    "Associator",
    "Backbone",
    "BetaVAE",
    "Classifier",
    "Completer",
    "Completion",
    "Composition",
    "Copying",
    "Counting",
    "DRAW",
    "DeepRecurrentAttention",
    "Drawer",
    "DynamicMemoryNetwork",
    "EndToEndMemoryNetwork",
    "EnrichedDeepRecurrentAttention",
    "Episodes",
    "GaussianRecurrentAttention",
    "Glimpses",
    "GridAttention",
    "Images",
    "KeyValueMemoryNetwork",
    "KeyValues",
    "Memory",
    "OneShot",
    "Optimisation",
    "Plain",
    "Poses",
    "PrioritySort",
    "Questions",
    "Recipe",
    "Recurrent",
    "RecurrentAttention",
    "RepeatCopying",
    "Retrieval",
    "Running",
    "SelfSupervised",
    "SequenceRecipe",
    "ShowAttendTell",
    "Sketchpad",
    "SpatialTransformer",
    "SymbolReader",
]
