"""Show, Attend and Tell, which describes images in words."""

import keras
from keras import ops

from stawm_keras.layers import CaptionCell
from stawm_keras.layers import GlimpseLoop
from stawm_keras.models.cnn import grid_cnn
from stawm_keras.models.configured_model import ConfiguredModel
from stawm_keras.models.configured_model import resolve_policy
from stawm_keras.models.normalisation import normalisation
from stawm_keras.models.show_attend_tell.beam_search import beam_search
from stawm_keras.models.show_attend_tell.vocabulary import Vocabulary
from stawm_keras.registration import register

END_IN_WORDS = "."
AT_ONCE = 64  # Images that are described at once.


@register
class ShowAttendTell(ConfiguredModel):
    """Describes images in words, and looks at a part of them for each word.

    A CNN makes a grid of features of an image. For every word, soft attention reads those of the
    places that matter now, and an LSTM says the next word.

    It learns from images with captions: `fit` it with `(images, tokens)` as inputs, from which each
    word is to follow from the true ones before it, and with the same tokens as targets. `encode`
    makes them of captions. Compile it with any loss and metrics of logits; behind the end of a
    caption the logits are certain, so that nothing is learned there. Of images alone it says the
    likeliest word at every step and goes on from that, which is what it shows, and `describe` gives
    as strings.

    Args:
        image_shape: Tuple `(height, width, channels)`.
        vocabulary: Tuple of strings, the words that captions are made of.
        cnn: List of `(filters, kernel, stride, padding)`, the convolutions, each followed by batch
            normalisation, if asked for, and ReLU; or a Keras model from images
            `(B, height, width, channels)` to a grid `(B, h, w, C)`, such as a pretrained one's
            convolutions. Pictures take the grid to divide the image evenly.
        max_words: Integer, the words of a caption at most.
        units: Integer H, the units of the LSTM.
        embedding_units: Integer, the units of a word's embedding and of the deep output.
        attention_units: Integer, the units in which features and state are compared.
        batch_norm: Boolean, whether a CNN that is built here normalises its batches.
        doubly_stochastic: Float, the weight of the penalty of places that are not looked at as
            much as others in all (see `GridAttentionCell`), as against a caption's cross-entropy,
            the sum over its words.
        mean, std: Floats, or tuples of one per channel: the pixels' mean and standard deviation, in
            units of the full range, by which images are normalised.
        **kwargs: Other `keras.Model` arguments, `name` and `dtype` among them.

    Call arguments:
        inputs: The images, or a tuple of the images and the tokens of their captions.

    Input shape:
        `(B, height, width, channels)`, pixels in [0, 255]; tokens `(B, max_words + 1)`, integers.

    Output shape:
        `(B, max_words + 1, words + 1)`, float32 logits of the end, which is 0, and of each word.

    Attributes:
        vocabulary: The words, a tuple.
        class_names: What the logits stand for, a tuple: `"."` for the end, and the words.
        seen: `"attention"` `(B, max_words + 1, h, w)`, what is looked at for each word, and
            `"logits"`, of what it says of images alone.

    Raises:
        ValueError: If a size or `std` is not positive, the vocabulary is not of different words,
            `mean` or `std` is of other channels, or the CNN does not fit its input or makes no grid
            of it.

    Example:

    >>> model = stawm_keras.models.ShowAttendTell(
    ...     (32, 32, 1), ("a", "three", "above", "seven"), [(8, 4, 2, 1), (16, 4, 2, 1)],
    ...     max_words=5, units=32, embedding_units=16, attention_units=16,
    ... )
    >>> model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    >>> images = np.full((2, 32, 32, 1), 255)
    >>> tokens = model.encode(["a three above a seven", "a seven"])
    >>> tokens.tolist()
    [[1, 2, 3, 1, 4, 0], [1, 4, 0, 0, 0, 0]]
    >>> history = model.fit((images, tokens), tokens, verbose=0)
    >>> len(model.describe(images))
    2
    >>> model.observe("attention")(images)["attention"].shape
    (2, 6, 8, 8)

    Reference:
        Xu et al., "Show, Attend and Tell: Neural Image Caption Generation with Visual Attention",
        2015.
    """

    def __init__(
        self,
        image_shape,
        vocabulary,
        cnn,
        max_words=16,
        units=512,
        embedding_units=512,
        attention_units=512,
        batch_norm=True,
        doubly_stochastic=1.0,
        mean=0.0,
        std=1.0,
        dtype=None,
        **kwargs,
    ):
        known = Vocabulary(vocabulary, max_words)

        # === Layers ===
        policy = resolve_policy(dtype)
        see = grid_cnn(image_shape, cnn, batch_norm, policy)
        steps = max_words + 1  # The end is said as well.
        cell = CaptionCell(
            len(known.words),
            embedding_units,
            units,
            attention_units,
            doubly_stochastic / steps,  # Keras takes the mean over the words.
            dtype=policy,
            name="caption_cell",
        )
        loop = GlimpseLoop(cell, steps, dtype=policy, name="caption_loop")

        # === Functional model ===
        image = keras.Input(image_shape, name="image")
        grid = see(normalisation(mean, std, image_shape[-1], policy)(image))
        said = loop(grid)
        tokens = keras.Input((steps,), dtype="int32", name="tokens")
        taught = keras.Model((image, tokens), loop(grid, tokens)["logits"])

        # === Config ===
        config = {
            "image_shape": image_shape,
            "vocabulary": vocabulary,
            "cnn": cnn,
            "max_words": max_words,
            "units": units,
            "embedding_units": embedding_units,
            "attention_units": attention_units,
            "batch_norm": batch_norm,
            "doubly_stochastic": doubly_stochastic,
            "mean": mean,
            "std": std,
            "dtype": policy.name,
        }
        super().__init__(image, said["logits"], config, {"grid": grid}, **kwargs)
        self.input_spec = None  # It takes tokens beside the images as well.
        self._known = known
        # Methods: as models they would be tracked, and their layers saved twice.
        self._follow = taught.__call__
        self._look = keras.Model(image, grid).__call__

    @property
    def vocabulary(self):
        """The words that captions are made of."""
        return self._known.words

    @property
    def class_names(self):
        """What each logit stands for."""
        return (END_IN_WORDS, *self.vocabulary)

    def encode(self, captions):
        """The tokens of captions, from which the model learns.

        Args:
            captions: List of strings, words of the vocabulary with spaces between them.

        Returns:
            int32 array `(B, max_words + 1)`: 1 for the vocabulary's first word, and so on, then 0.

        Raises:
            ValueError: If a word is not in the vocabulary, or a caption has more than `max_words`.
        """
        return self._known.encode(captions)

    def decode(self, tokens):
        """The captions, a list of strings, of tokens `(B, N)`."""
        return self._known.decode(tokens)

    def describe(self, images, beam=1):
        """Describes images.

        Args:
            images: Array `(B, height, width, channels)`, pixels in [0, 255].
            beam: Integer, how many beginnings of a caption are followed at once. With 1, each word
                is the likeliest after those before; with more, the caption is the likeliest that
                was found.

        Returns:
            List of strings, a caption for each image.
        """
        if not isinstance(beam, int) or beam < 1:
            raise ValueError(f"`beam` must be a positive integer. Received: beam={beam}")
        cell = self.get_layer("caption_loop").cell
        captions = []
        for begin in range(0, len(images), AT_ONCE):
            grid = self._look(images[begin : begin + AT_ONCE], training=False)
            captions += self.decode(beam_search(cell, grid, self._known.max_words + 1, beam))
        return captions

    def fit(self, x=None, *args, **kwargs):
        """As `keras.Model.fit`, with `(images, tokens)` as inputs and the tokens as targets."""
        if hasattr(x, "shape"):
            raise ValueError(
                "Each word is learned from those before it: fit((images, tokens), tokens), where "
                f"tokens are `encode` of the captions. Received: x of shape {tuple(x.shape)} alone"
            )
        return super().fit(x, *args, **kwargs)

    def call(self, inputs, training=None, mask=None, **kwargs):
        if not isinstance(inputs, (list, tuple)) or len(inputs) == 1:
            return super().call(inputs, training=training, mask=mask, **kwargs)
        images, tokens = inputs
        steps = self._known.max_words + 1
        if tuple(tokens.shape[1:]) != (steps,):
            raise ValueError(
                f"A caption has {steps} tokens here, of its words and then of its end: make them "
                f"with `encode`. Received: tokens of shape {tuple(tokens.shape)}"
            )
        self._look_at_pixels(images)
        both = ops.convert_to_tensor(images), ops.cast(tokens, "int32")
        return self._follow(both, training=training)
