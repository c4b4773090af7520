"""The drawing model of Section 3.3: every glimpse's memory becomes a sketch on a canvas."""

import math

from keras import ops

from stawm_keras.layers import AdditionCanvas
from stawm_keras.layers import ConcreteMask
from stawm_keras.layers import GaussianLatent
from stawm_keras.layers import MemoryQuery
from stawm_keras.layers import MemoryRead
from stawm_keras.layers import OverCanvas
from stawm_keras.layers import PoseEmitter
from stawm_keras.layers import Sketcher
from stawm_keras.models.cnn import build_decoder
from stawm_keras.models.configured_model import ConfiguredModel
from stawm_keras.models.configured_model import policy_of
from stawm_keras.models.seen import named
from stawm_keras.ops import query_units
from stawm_keras.random import seed_of
from stawm_keras.registration import register


@register
class STAWMDrawer(ConfiguredModel):
    """Draws the image that a backbone saw, glimpse by glimpse, on a canvas.

    The memory is read after every glimpse, each read becomes a Gaussian latent, the latent a sketch
    of the glimpse's size, and an inverse pose puts the sketch on the canvas. Reads, latents,
    sketches and their places are computed for all glimpses at once.

    Args:
        backbone: `STAWMBackbone`, or any functional model with a `"context"`, `"emissions"` and a
            `"memory"` to be seen (see `seen`).
        latent_units: Integer K, the latent units of a sketch.
        canvas: `"addition"` (Eq. 3) or `"over"` (Eq. 4, with a mask as one more channel of the
            sketch).
        decoder: Keras model from latents `(B, K)` to sketches `(B, S, S, C)`, or `(B, S, S, 1 + C)`
            with the mask first for `"over"`; `None` for the mirror of the backbone's glimpse CNN.
        start: Float, the log-odds of the empty canvas; only for `"addition"`.
        temperature: Float, the temperature of the masks; only for `"over"`.
        sample_masks_at_inference: Boolean, whether masks are sampled at inference too; likewise.
        sample_latents_at_inference: Boolean, whether latents are.
        kl_weight: Float, the weight of the latents' divergence in the loss (see `GaussianLatent`).
        seed: Integer or `None`, the seed of latents and masks.
        **kwargs: Other `keras.Model` arguments, `name` among them.

    Input shape:
        `(B, H, W, C)`, pixels in [0, 255].

    Output shape:
        The drawing `(B, H, W, C)`, pixels in [0, 1].

    Attributes:
        empty_canvas: Float, the pixels of the canvas before anything is drawn.
        seen: Beside what the backbone sees, all that a drawing consists of: `"drawing"`
            `(B, H, W, C)`; `"canvases"` `(B, N, H, W, C)` after every sketch; `"sketches"`
            `(B, N, H, W, C)` in their places; `"masks"` `(B, N, H, W, 1)`, for `"over"`;
            `"latents"` `(B, N, K)`; `"kl"` `(B, N)`, in nats; `"inverse_poses"` `(B, N, 6)`, which
            take canvas coordinates to sketch coordinates, and `"sketch_frames"`
            `(B, N, 1, 4, 2)`, where the sketches lie on the canvas, in pixels.
            `drawer.observe("canvases", "masks")` is a model that computes these two.

    Raises:
        ValueError: If `canvas` is unknown, the glimpse CNN cannot be mirrored, the decoder's
            sketches do not fit, or the backbone lacks what is needed.

    Example:

    >>> backbone = stawm_keras.models.STAWMBackbone(
    ...     (28, 28, 1),
    ...     context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
    ...     glimpse_cnn=[(16, 3, 1, 0), (32, 3, 2, 0)],
    ...     num_glimpses=3, glimpse_size=8, memory_units=32,
    ... )
    >>> drawer = stawm_keras.models.STAWMDrawer(backbone, latent_units=4)
    >>> drawer(np.zeros((2, 28, 28, 1))).shape
    (2, 28, 28, 1)

    Reference:
        Section 3.3 and Figure 4 of the paper.
    """

    def __init__(
        self,
        backbone,
        latent_units,
        canvas="addition",
        decoder=None,
        start=-6.0,
        temperature=2.0,
        sample_masks_at_inference=False,
        sample_latents_at_inference=False,
        kl_weight=0.0,
        seed=None,
        **kwargs,
    ):
        if canvas not in ("addition", "over"):
            raise ValueError(f'`canvas` must be "addition" or "over". Received: canvas={canvas}')
        # === Layers ===
        policy = policy_of(backbone)
        seen = named(backbone, "context", "emissions", "memory")
        *canvas_size, channels = backbone.input.shape[1:]
        latent = GaussianLatent(
            latent_units,
            kl_weight,
            sample_latents_at_inference,
            seed=seed_of(seed, "latent"),
            dtype=policy,
            name="latent",
        )
        emit_inverse_pose = PoseEmitter(
            max(1, seen["emissions"].shape[-1] // 2),
            getattr(backbone, "dropout", 0.0),
            seed=seed_of(seed, "inverse_pose"),
            dtype=policy,
            name="inverse_pose",
        )
        sketch_channels = channels + (canvas == "over")
        sketch = Sketcher(
            _mirror(backbone, latent_units, sketch_channels) if decoder is None else decoder,
            tuple(canvas_size),
            activation="sigmoid" if canvas == "over" else None,
            dtype=policy,
            name="sketcher",
        )

        # === Functional model ===
        query = MemoryQuery(query_units(seen["memory"]), dtype=policy, name="drawing_query")
        reads = MemoryRead(every_step=True, name="drawing_read")(
            seen["memory"], query(seen["context"])
        )
        latents = latent(reads)
        inverse_poses = emit_inverse_pose(seen["emissions"])
        placed = sketch(latents["latent"], inverse_poses)["placed"]
        if placed.shape[-1] != sketch_channels:
            raise ValueError(
                f"Images of {channels} channels need sketches of {sketch_channels} on the canvas "
                f'"{canvas}". Received: a decoder of {placed.shape[-1]} channels'
            )
        drawn = {
            "context": seen["context"],
            "latents": latents["latent"],
            "kl": latents["kl"],
            "inverse_poses": inverse_poses,
            "sketch_frames": sketch.place.sketch_frames(inverse_poses, canvas_size),
        }
        if canvas == "over":
            mask = ConcreteMask(
                temperature, sample_masks_at_inference, seed_of(seed, "mask"), name="mask"
            )
            probabilities, drawn["sketches"] = ops.split(placed, [1], axis=-1)
            drawn["masks"] = mask(probabilities)
            parts = [drawn["sketches"], drawn["masks"]]
            canvases = (OverCanvas(name="drawing"), OverCanvas(every_step=True, name="canvases"))
        else:
            drawn["sketches"] = placed
            parts = [placed]
            canvases = (
                AdditionCanvas(start, name="drawing"),
                AdditionCanvas(start, every_step=True, name="canvases"),
            )
        drawn["drawing"], drawn["canvases"] = (draw(*parts) for draw in canvases)

        # === Config ===
        config = {
            "backbone": backbone,
            "latent_units": latent_units,
            "canvas": canvas,
            "decoder": decoder,
            "start": start,
            "temperature": temperature,
            "sample_masks_at_inference": sample_masks_at_inference,
            "sample_latents_at_inference": sample_latents_at_inference,
            "kl_weight": kl_weight,
            "seed": seed,
        }
        super().__init__(backbone.input, drawn["drawing"], config, drawn, **kwargs)
        self.backbone = backbone
        self.empty_canvas = 0.0 if canvas == "over" else 1 / (1 + math.exp(-start))

    @property
    def encoder(self):
        """The backbone, on which a `SelfSupervisedClassifier` can be built."""
        return self.backbone


def _mirror(backbone, latent_units, channels):
    """The glimpse CNN's mirror."""
    if getattr(backbone, "glimpse_convs", None) is None:
        raise ValueError(
            "A glimpse CNN that is a Keras model cannot be mirrored: give the drawer a `decoder` "
            f"from {latent_units} latents to sketches of {channels} channels. "
            "Received: decoder=None"
        )
    return build_decoder(
        latent_units,
        (*backbone.glimpse_shape[:2], channels),
        backbone.glimpse_convs,
        backbone.batch_norm,
        backbone.policy,
        "decoder",
    )
