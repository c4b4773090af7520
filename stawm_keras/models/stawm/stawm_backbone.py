"""What every head shares: an image to its context, poses and memory."""

import keras
from keras import ops

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.layers import STAWMCell
from stawm_keras.layers.glimpse.sensor import check_sensor
from stawm_keras.layers.glimpse.stawm_cell import check_memory
from stawm_keras.layers.replica_dropout import ReplicaDropout
from stawm_keras.models.cnn import cnn_of
from stawm_keras.models.configured_model import ConfiguredModel
from stawm_keras.models.configured_model import resolve_policy
from stawm_keras.models.context import context_features
from stawm_keras.models.image_input import image_input
from stawm_keras.models.normalisation import normalisation
from stawm_keras.random import seed_of
from stawm_keras.registration import register


@register
class STAWMBackbone(ConfiguredModel):
    """A network that looks at an image and remembers what it saw.

    A context CNN sees the whole image once, or a thumbnail of it, and starts the glimpse loop,
    which looks at it `num_glimpses` times with a sensor and writes what it saw into a memory. Heads
    read that memory with queries of their own, made of the context. Sensor and memory are STAWM's,
    unless others are given: affine glimpses, and a Hebb-Rosenblatt memory whose products are means.

    Args:
        image_shape: Tuple `(height, width, channels)`.
        context_cnn: The CNN that sees the whole image: a sequence of `(filters, kernel, stride,
            padding, pool)`, of which a tuple may end early, or any Keras model from images to a
            vector. `None` for no context: all that is known of an image is then what was seen in
            its glimpses.
        glimpse_cnn: The CNN that sees each glimpse, likewise.
        num_glimpses: Integer N, how often to look.
        glimpse_size: Integer S, or a tuple of two, the size in pixels of an affine glimpse; `None`
            for 8.
        memory_units: Integer M, the units of a Hebb-Rosenblatt memory; `None` for 256.
        lstm_units: Integer H, the units of both LSTMs; `None` for 2 M.
        batch_norm: Boolean, whether CNNs that are built here normalise their batches.
        dropout: Float in [0, 1), the dropout of context, glimpse features and pose emitter.
        where: `"pose"` or `"emission"`, what `where` is computed from (see `STAWMCell`).
        memory: Memory to write into, an RNN cell that has `write` (see `MemoryRead`); `None` for
            `HebbRosenblattCell(memory_units, scale="mean")`. Its own rates, and the paper's scale
            of 1, are arguments of that cell.
        sensor: `Sensor` to look with; `None` for `AffineGlimpse(glimpse_size)`.
        pose_emitter: `PoseEmitter` that says where to look, such as a `ZoomEmitter`, whose poses
            stay in the image; `None` for one whose poses are free (see `STAWMCell`).
        context_size: Integer or tuple of two, the height and width in pixels of the `Thumbnail`
            that the context CNN sees in place of the image. A model with it costs the same for
            images of any size.
        video: Boolean, whether there is a frame for every glimpse (see `watch`); the context is
            that of the first frame.
        mean, std: Floats, or tuples of one per channel: the pixels' mean and standard deviation, in
            units of the full range, by which images are normalised.
        seed: Integer or `None`, the seed of the dropout.
        **kwargs: Other `keras.Model` arguments, `name` and `dtype` among them.

    Input shape:
        `(B, height, width, channels)`, pixels in [0, 255]; of videos `(B, N, height, width,
        channels)`.

    Output shape:
        Dictionary: `"context"` `(B, F)`, the features of the context CNN; `"poses"` `(B, N, P)`,
        affine ones `(B, N, 6)`; `"emissions"` `(B, N, H)`; `"memory"`, a dictionary that
        `MemoryRead` reads.

    Raises:
        ValueError: If a size or `std` is not positive, a thumbnail is larger than the image, `mean`
            or `std` is of other channels, a CNN does not fit its input or makes no vector of it,
            sensor or memory lack a part that is needed, the pose emitter is none of the sensor's
            poses, or a size is given beside the layer that has its own.

    Example:

    >>> backbone = stawm_keras.models.STAWMBackbone(
    ...     (28, 28, 1),
    ...     context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
    ...     glimpse_cnn=[(16, 3, 1, 0), (32, 3, 2, 0)],
    ...     num_glimpses=3, glimpse_size=8, memory_units=32,
    ... )
    >>> backbone(np.zeros((2, 28, 28, 1)))["poses"].shape
    (2, 3, 6)

    Reference:
        Sections 2 and 3.1, Figure 2 of the paper.
    """

    def __init__(
        self,
        image_shape,
        context_cnn,
        glimpse_cnn,
        num_glimpses=8,
        glimpse_size=None,
        memory_units=None,
        lstm_units=None,
        batch_norm=True,
        dropout=0.5,
        where="pose",
        memory=None,
        sensor=None,
        pose_emitter=None,
        context_size=None,
        video=False,
        mean=0.0,
        std=1.0,
        seed=None,
        dtype=None,
        **kwargs,
    ):
        # === Layers ===
        policy = resolve_policy(dtype)
        write, look = _memory(memory, memory_units), _sensor(sensor, glimpse_size, policy)
        units = 2 * write.units if lstm_units is None else lstm_units
        glimpse_shape = look.look_shape(tuple(image_shape))
        see_glimpse = cnn_of(glimpse_shape, glimpse_cnn, batch_norm, policy, "glimpse_cnn")
        loop = GlimpseLoop(
            STAWMCell(
                look,
                see_glimpse,
                write,
                units,
                dropout,
                where,
                pose_emitter,
                seed=seed_of(seed, "glimpse_loop"),
                dtype=policy,
                name="stawm_cell",
            ),
            num_glimpses,
            dtype=policy,
            name="glimpse_loop",
        )

        # === Functional model ===
        image = image_input(image_shape, num_glimpses, video)
        normalised = normalisation(mean, std, image_shape[-1], policy)(image)
        first = normalised[:, 0] if video else normalised
        context = _context(first, context_cnn, context_size, batch_norm, policy)
        start = keras.layers.Dense(units, dtype=policy, name="context_features")(context)
        start = ReplicaDropout(
            dropout, seed=seed_of(seed, "context"), dtype=policy, name="context_dropout"
        )(start)
        start = keras.layers.ReLU(dtype=policy, name="context_relu")(start)
        outputs = {"context": context, **loop(normalised, start)}

        # === Config ===
        config = {
            "image_shape": image_shape,
            "context_cnn": context_cnn,
            "glimpse_cnn": glimpse_cnn,
            "num_glimpses": num_glimpses,
            "glimpse_size": glimpse_size,
            "memory_units": memory_units,
            "lstm_units": lstm_units,
            "batch_norm": batch_norm,
            "dropout": dropout,
            "where": where,
            "memory": memory,
            "sensor": sensor,
            "pose_emitter": pose_emitter,
            "context_size": context_size,
            "video": video,
            "mean": mean,
            "std": std,
            "seed": seed,
            "dtype": policy.name,
        }
        super().__init__(image, outputs, config, {"context": context}, **kwargs)
        # What heads are built from. Keras gives a functional model no dtype policy of its own.
        self.policy = policy
        self.glimpse_convs = None if isinstance(glimpse_cnn, keras.Layer) else glimpse_cnn
        self.glimpse_shape = glimpse_shape
        self.batch_norm = batch_norm
        self.dropout = dropout

    @property
    def memory(self):
        """The memory that is written."""
        return self.get_layer("glimpse_loop").cell.memory


def _context(image, cnn, size, batch_norm, policy):
    """What is known of an image before the first look."""
    if cnn is None:
        return ops.ones_like(image[:, 0, 0, :1])  # Of which layers make a constant that is learned.
    return context_features(image, cnn, size, batch_norm, policy)


def _memory(memory, units):
    if memory is None:
        return HebbRosenblattCell(256 if units is None else units, scale="mean", name="memory")
    check_memory(memory)
    _check_only("memory", memory, "memory_units", units)
    return memory


def _sensor(sensor, size, policy):
    if sensor is None:
        return AffineGlimpse(8 if size is None else size, dtype=policy, name="glimpse")
    check_sensor(sensor)
    _check_only("sensor", sensor, "glimpse_size", size)
    return sensor


def _check_only(name, layer, size_name, size):
    if size is not None:
        raise ValueError(
            f"`{name}` has its own size: leave out `{size_name}`. Received: {name}={layer.name}, "
            f"{size_name}={size}"
        )
