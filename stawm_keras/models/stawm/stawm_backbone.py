"""What every head shares: an image to its context, poses and memory."""

import keras

from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.layers.glimpse.affine_glimpse import height_and_width
from stawm_keras.layers.memory.hebb_rosenblatt_cell import RATES
from stawm_keras.models.cnn import build_cnn
from stawm_keras.models.configured_model import ConfiguredModel
from stawm_keras.models.configured_model import resolve_policy
from stawm_keras.models.normalisation import normalisation
from stawm_keras.random import seed_of


@keras.saving.register_keras_serializable(package="stawm_keras")
class STAWMBackbone(ConfiguredModel):
    """A network that looks at an image and remembers what it saw.

    A context CNN sees the whole image once and starts the glimpse loop, which looks at it through
    `num_glimpses` affine glimpses and writes them into a plastic memory. Heads read that memory
    with queries of their own, made of the context.

    Args:
        image_shape: Tuple `(height, width, channels)`.
        context_cnn: The CNN that sees the whole image: a sequence of `(filters, kernel, stride,
            padding)`, or any Keras model from images to a vector.
        glimpse_cnn: The CNN that sees each glimpse, likewise.
        num_glimpses: Integer N, how often to look.
        glimpse_size: Integer S, or a tuple of two, the glimpse's size in pixels.
        memory_units: Integer M, the units of the memory.
        lstm_units: Integer H, the units of both LSTMs; `None` for 2 M.
        batch_norm: Boolean, whether CNNs that are built here normalise their batches.
        dropout: Float in [0, 1), the dropout of context, glimpse features and pose emitter.
        where: `"pose"` or `"emission"`, what `where` is computed from (see `GlimpseLoop`).
        eta, delta, theta: Floats, the memory's rates at the start (see `HebbRosenblattCell`).
        trainable_rates: Tuple of the names of the rates that are trained.
        memory_scale: Float that multiplies `W e` and `W q`, or `None` for `1 / memory_units` (see
            `HebbRosenblattCell`); 1 is the paper's.
        mean, std: Floats, or tuples of one per channel: the pixels' mean and standard deviation, in
            units of the full range, by which images are normalised.
        seed: Integer or `None`, the seed of the dropout.
        **kwargs: Other `keras.Model` arguments, `name` and `dtype` among them.

    Input shape:
        `(B, height, width, channels)`, pixels in [0, 255].

    Output shape:
        Dictionary: `"context"` `(B, F)`, the features of the context CNN; `"poses"` `(B, N, 6)`;
        `"emissions"` `(B, N, H)`; `"memory"`, a dictionary that `MemoryRead` reads.

    Raises:
        ValueError: If a size or `std` is not positive, the rates break Appendix A's conditions, or
            a CNN does not fit its input.

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
        glimpse_size=8,
        memory_units=256,
        lstm_units=None,
        batch_norm=True,
        dropout=0.5,
        where="pose",
        eta=0.4,
        delta=0.2,
        theta=0.5,
        trainable_rates=RATES,
        memory_scale=None,
        mean=0.0,
        std=1.0,
        seed=None,
        dtype=None,
        **kwargs,
    ):
        # === Layers ===
        policy = resolve_policy(dtype)
        units = lstm_units or 2 * memory_units
        memory = HebbRosenblattCell(
            memory_units,
            eta,
            delta,
            theta,
            trainable_rates,
            scale=1 / memory_units if memory_scale is None else memory_scale,
            name="memory",
        )
        loop = GlimpseLoop(
            _cnn(
                (*height_and_width(glimpse_size), image_shape[-1]),
                glimpse_cnn,
                batch_norm,
                policy,
                "glimpse_cnn",
            ),
            memory,
            num_glimpses,
            glimpse_size,
            units,
            dropout,
            where,
            seed=seed_of(seed, "glimpse_loop"),
            dtype=policy,
            name="glimpse_loop",
        )
        see_context = _cnn(image_shape, context_cnn, batch_norm, policy, "context_cnn")

        # === Functional model ===
        image = keras.Input(image_shape, name="image")
        normalised = normalisation(mean, std, policy)(image)
        context = see_context(normalised)
        start = keras.layers.Dense(units, dtype=policy, name="context_features")(context)
        start = keras.layers.Dropout(
            dropout, seed=seed_of(seed, "context"), dtype=policy, name="context_dropout"
        )(start)
        start = keras.layers.ReLU(dtype=policy, name="context_relu")(start)
        outputs = {"context": context, **loop(normalised, start)}

        # === Config ===
        config = {
            "image_shape": list(image_shape),
            "context_cnn": context_cnn,
            "glimpse_cnn": glimpse_cnn,
            "num_glimpses": num_glimpses,
            "glimpse_size": glimpse_size,
            "memory_units": memory_units,
            "lstm_units": lstm_units,
            "batch_norm": batch_norm,
            "dropout": dropout,
            "where": where,
            "eta": eta,
            "delta": delta,
            "theta": theta,
            "trainable_rates": list(trainable_rates),
            "memory_scale": memory_scale,
            "mean": mean,
            "std": std,
            "seed": seed,
            "dtype": policy.name,
        }
        super().__init__(inputs=image, outputs=outputs, config=config, **kwargs)
        # What heads are built from. Keras gives a functional model no dtype policy of its own.
        self.policy = policy
        self.image_shape = tuple(image_shape)
        self.glimpse_convs = None if isinstance(glimpse_cnn, keras.Layer) else glimpse_cnn
        self.glimpse_size = glimpse_size
        self.memory_units = memory_units
        self.lstm_units = units
        self.batch_norm = batch_norm
        self.dropout = dropout

    @property
    def memory(self):
        """The `HebbRosenblattCell` that is written."""
        return self.get_layer("glimpse_loop").memory

    def freeze_all_but_rates(self):
        """Keeps training from changing anything but eta, delta and theta (Section 4.3).

        Frozen batch normalisation uses its moving statistics.
        """
        loop = self.get_layer("glimpse_loop")
        for layer in (*self.layers, *loop.parts()):
            if layer not in (loop, loop.memory):
                layer.trainable = False


def _cnn(input_shape, cnn, batch_norm, policy, name):
    if isinstance(cnn, keras.Layer):
        return cnn
    return build_cnn(input_shape, cnn, batch_norm, policy, name)
