import keras
import pytest
from keras import layers

from stawm_keras.models.cnn import build_cnn
from stawm_keras.models.cnn import build_decoder
from stawm_keras.models.cnn import check_vector


@pytest.mark.parametrize(
    ("side", "convs", "features"),
    [
        (28, [(64, 3, 2, 0), (128, 3, 2, 0), (256, 3, 2, 0)], 1024),
        (8, [(64, 3, 1, 0), (128, 3, 2, 0)], 512),
        (32, [(32, 4, 2, 1)] * 3, 512),
        (32, [(4, 4, 1, 2)], 4 * 33 * 33),
        (28, [(20, 5, 1, 0, 2), (32, 7, 1, 0, 2)], 32 * 3 * 3),
    ],
)
def test_features_of_the_papers_cnns(side, convs, features):
    assert build_cnn((side, side, 1), convs).output_shape == (None, features)


def test_batch_norm_replaces_the_bias():
    convs = [(4, 3, 1, 0), (5, 3, 1, 0)]
    names = {w.name for w in build_cnn((8, 8, 1), convs).weights}
    assert names == {"kernel", "gamma", "beta", "moving_mean", "moving_variance"}
    assert {w.name for w in build_cnn((8, 8, 1), convs, batch_norm=False).weights} == {
        "kernel",
        "bias",
    }


def test_image_too_small():
    with pytest.raises(ValueError, match="Convolution 2 of 2 leaves nothing.*Received: image_sha"):
        build_cnn((5, 5, 1), [(4, 3, 2, 0), (4, 3, 1, 0)])


@pytest.mark.parametrize("size", [(8, 8), (9, 8), (12, 15), (16, 16), (32, 32)])
@pytest.mark.parametrize(
    "convs",
    [
        [(4, 3, 1, 0), (5, 3, 2, 0)],
        [(4, 3, 2, 0), (5, 3, 1, 0)],
        [(4, 4, 1, 2), (5, 4, 2, 1), (6, 4, 2, 1)],
        [(4, 5, 3, 2)],
    ],
)
def test_decoder_gives_exactly_the_size_that_was_seen(size, convs):
    features = build_cnn((*size, 1), convs).output_shape[-1]
    decoder = build_decoder(3, (*size, 2), convs)
    assert decoder.output_shape == (None, *size, 2)
    assert decoder.layers[0].units == features


def test_pooling_is_not_mirrored():
    with pytest.raises(ValueError, match="Pooling cannot be mirrored: give convolutions a stride"):
        build_decoder(3, (8, 8, 1), [(4, 3, 1, 0, 2)])


@pytest.mark.parametrize("build", [build_cnn, lambda s, c: build_decoder(3, s, c)])
def test_no_convolutions(build):
    with pytest.raises(ValueError, match=r"at least one convolution .*Received: convs=\[\]"):
        build((5, 5, 1), [])


def test_decoder_of_an_image_too_small():
    with pytest.raises(ValueError, match="Convolution 2 of 2 leaves nothing"):
        build_decoder(3, (5, 5, 1), [(4, 3, 2, 0), (4, 3, 1, 0)])


class Own(keras.Model):
    """A CNN as a user would subclass it."""

    def __init__(self, *parts):
        super().__init__()
        self.parts = parts

    def call(self, images):
        for part in self.parts:
            images = part(images)
        return images


def two_outputs(images_shape=(8, 8, 1)):
    images = keras.Input(images_shape)
    vector = layers.Flatten()(images)
    return keras.Model(images, (vector, vector))


@pytest.mark.parametrize(
    "cnn",
    [
        build_cnn((8, 8, 1), [(4, 3, 2, 0)]),
        keras.Sequential([layers.Conv2D(36, 3), layers.GlobalAveragePooling2D()]),
        Own(layers.Conv2D(4, 3, 2), layers.Flatten()),
    ],
)
def test_a_cnn_that_ends_in_a_vector(cnn):
    check_vector(cnn, (8, 8, 1), "context_cnn")
    assert cnn.built


@pytest.mark.parametrize(
    ("cnn", "received"),
    [
        (layers.Conv2D(4, 3), r"\(None, 6, 6, 4\)"),
        (keras.Sequential([layers.Conv2D(4, 3)]), r"\(None, 6, 6, 4\)"),
        (Own(layers.Conv2D(4, 3)), r"\(None, 6, 6, 4\)"),
        (layers.Lambda(lambda images: images[:, 0, 0, 0], lambda shape: shape[:1]), r"\(None,\)"),
        (two_outputs(), r"\(\(None, 64\), \(None, 64\)\)"),
    ],
)
def test_a_cnn_that_does_not(cnn, received):
    with pytest.raises(ValueError, match=f"`glimpse_cnn` must turn.*into one vector.*{received}"):
        check_vector(cnn, (8, 8, 1), "glimpse_cnn")
