"""All that there is to say of an experiment with images."""

from typing import ClassVar
from typing import Literal
from typing import Self

from pydantic import model_validator

from training.recipes.values.beta_vae import BetaVAE
from training.recipes.values.classifier import Classifier
from training.recipes.values.composition import DIGITS
from training.recipes.values.composition import PAIR
from training.recipes.values.deep_recurrent_attention import DeepRecurrentAttention
from training.recipes.values.draw import DRAW
from training.recipes.values.drawer import Drawer
from training.recipes.values.enriched_deep_recurrent_attention import EnrichedDeepRecurrentAttention
from training.recipes.values.experiment import Experiment
from training.recipes.values.gaussian_recurrent_attention import GaussianRecurrentAttention
from training.recipes.values.grid_attention import GridAttention
from training.recipes.values.images import Images
from training.recipes.values.optimisation import Optimisation
from training.recipes.values.plain import Plain
from training.recipes.values.recurrent_attention import RecurrentAttention
from training.recipes.values.running import Running
from training.recipes.values.self_supervised import SelfSupervised
from training.recipes.values.show_attend_tell import ShowAttendTell
from training.recipes.values.sketchpad import Sketchpad
from training.recipes.values.spatial_transformer import SpatialTransformer

Task = Literal[
    "classify",
    "describe",
    "draw",
    "sketch",
    "auto_encode",
    "generate",
    "classify_self_supervised",
]


class Recipe(Experiment):
    """How a model that sees images is built and trained."""

    examples: ClassVar[str] = "images"

    task: Task
    images: Images
    model: (
        Classifier
        | RecurrentAttention
        | DeepRecurrentAttention
        | EnrichedDeepRecurrentAttention
        | SpatialTransformer
        | Plain
        | GaussianRecurrentAttention
        | GridAttention
        | Drawer
        | Sketchpad
        | BetaVAE
        | DRAW
        | SelfSupervised
        | ShowAttendTell
    )
    optimisation: Optimisation
    running: Running = Running()

    @property
    def holds_out(self) -> bool:
        return self.images.holdout > 0

    @model_validator(mode="after")
    def _model_takes_images(self) -> Self:
        if self.images.image_shape is not None:
            self.model.check_images(self.images.image_shape)
        return self

    @model_validator(mode="after")
    def _answers_with_a_label_for_each(self) -> Self:
        scene, answers = self.images.composition.scene, self.model.labels
        there = {"sequence": DIGITS, "pair": PAIR}.get(scene or "", 1)
        if self.model.classifies and answers == 1 < there:
            raise ValueError(
                "scene must have one label for a model that answers with one: choose sum, or a "
                f"scene of one object. Received: {scene!r}."
            )
        if self.model.classifies and answers != there:
            raise ValueError(
                f"num_objects must be {there}, the number of a scene's labels. Received: {answers} "
                f"for {scene!r}."
            )
        return self

    @model_validator(mode="after")
    def _looks_once_at_every_frame(self) -> Self:
        composition = self.images.composition
        if composition.moves and not self.model.watches:
            raise ValueError(
                "scene must not be moving for a model that does not look at videos. Received: "
                f"{composition.scene!r}."
            )
        glimpses = self.model.flat().get("num_glimpses")
        if composition.frames not in (None, glimpses):
            raise ValueError(
                f"frames must be {glimpses}, the num_glimpses of the model. Received: "
                f"{composition.frames}."
            )
        return self

    @model_validator(mode="after")
    def _describes_pairs_of_digits(self) -> Self:
        scene, classes = self.images.composition.scene, self.images.num_classes
        if self.task == "describe" and (scene != "pair" or not classes or classes > 10):
            raise ValueError(
                "scene must be pair, of at most 10 num_classes, for a model that describes digits. "
                f"Received: {scene!r}, of {classes}."
            )
        return self
