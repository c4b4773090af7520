import pytest

from stawm_keras.models.cnn import build_cnn


@pytest.mark.parametrize(
    ("side", "convs", "features"),
    [
        (28, [(64, 3, 2, 0), (128, 3, 2, 0), (256, 3, 2, 0)], 1024),
        (8, [(64, 3, 1, 0), (128, 3, 2, 0)], 512),
        (32, [(32, 4, 2, 1)] * 3, 512),
        (32, [(4, 4, 1, 2)], 4 * 33 * 33),
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
    with pytest.raises(ValueError, match="Convolution 2 of 2 leaves nothing.*Received: input_sha"):
        build_cnn((5, 5, 1), [(4, 3, 2, 0), (4, 3, 1, 0)])
