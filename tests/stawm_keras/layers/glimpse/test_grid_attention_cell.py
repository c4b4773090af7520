import numpy as np
import pytest
from gradients import check_gradients
from gradients import gradients
from keras import ops
from reference import look_over_grid

from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers import GridAttentionCell

STEPS, SIDES, PLACES = 3, (2, 3), 6
RNG = np.random.default_rng(4)
GRID = RNG.normal(size=(2, *SIDES, 4)).astype("float32")


def made(**kwargs):
    """A loop whose attention is not the same everywhere."""
    loop = GlimpseLoop(GridAttentionCell(5, 7, seed=1, **kwargs), STEPS)
    loop(GRID)
    rng = np.random.default_rng(6)
    for weight in loop.trainable_weights:
        weight.assign(rng.normal(0, 0.8, weight.shape))
    return loop


def definition(loop, grid, read_of=None):
    weights = {
        weight.path.split(f"/{loop.cell.name}/")[1]: ops.convert_to_numpy(weight).astype("float64")
        for weight in loop.trainable_weights
    }
    return look_over_grid(grid, weights, STEPS, read_of)


def one_hot(places):
    return np.eye(PLACES)[places]


def test_soft_attention_equals_the_definition():
    loop = made()
    seen, (attention, hidden, _) = loop(GRID), definition(loop, GRID)
    assert set(seen) == {"attention", "hidden"} and attention.max() > 0.3
    np.testing.assert_allclose(seen["attention"], attention.reshape(2, STEPS, *SIDES), atol=1e-5)
    np.testing.assert_allclose(seen["hidden"], hidden, atol=1e-5)
    check_gradients(
        lambda grid: loop(grid)["hidden"], lambda grid: definition(loop, grid)[1], (GRID,)
    )


def reads_at_inference(step, scores):
    return one_hot(scores.argmax(-1))


@pytest.mark.parametrize(
    ("at_inference", "read_of"), [("argmax", reads_at_inference), ("expectation", None)]
)
def test_hard_attention_at_inference(at_inference, read_of):
    loop = made(attention="hard", at_inference=at_inference)
    seen, (attention, hidden, _) = loop(GRID), definition(loop, GRID, read_of)
    np.testing.assert_allclose(seen["attention"], attention.reshape(2, STEPS, *SIDES), atol=1e-5)
    np.testing.assert_allclose(seen["hidden"], hidden, atol=1e-5)
    np.testing.assert_allclose(seen["log_probabilities"], np.log(attention.max(-1)), atol=1e-5)
    entropies = -np.sum(attention * np.log(attention), axis=-1)
    np.testing.assert_allclose(seen["entropies"], entropies, atol=1e-5)


def test_hard_attention_reads_one_place_that_it_draws():
    loop = made(attention="hard")
    generator = loop.cell.seed_generator.state
    before = ops.convert_to_numpy(generator)
    noise = ops.convert_to_numpy(loop.cell.begin(GRID, None, STEPS, training=True)[1])
    generator.assign(before)
    drawn = []

    def read_of(step, scores):
        drawn.append((scores + noise[step]).argmax(-1))
        return one_hot(drawn[-1])

    seen, (attention, hidden, _) = loop(GRID, training=True), definition(loop, GRID, read_of)
    np.testing.assert_allclose(seen["hidden"], hidden, atol=1e-5)
    likelihoods = np.take_along_axis(attention, np.stack(drawn, axis=1)[..., None], axis=-1)
    assert likelihoods.min() < attention.max(), "not all are the likeliest"
    np.testing.assert_allclose(seen["log_probabilities"], np.log(likelihoods[..., 0]), atol=1e-4)


def test_draws_places_as_often_as_their_weights_say():
    loop = made(attention="hard")
    grid = np.repeat(GRID[:1], 4000, axis=0)
    state, noise = loop.cell.begin(grid, None, 1, training=True)
    seen, _ = loop.cell.step(grid, state, noise[0])
    shares = ops.convert_to_numpy(seen["drawn"]).mean(axis=0)
    expected = ops.convert_to_numpy(seen["attention"])[0].ravel()
    np.testing.assert_allclose(shares, expected, atol=4 * np.sqrt(0.25 / 4000))


def test_what_learns_from_what():
    """Soft attention learns from the task; hard attention where to look by reward alone."""
    is_attention = {"hidden": lambda path: "/attend/" in path}
    for loop, learns in (
        (made(), {"hidden": lambda path: True}),
        (
            made(attention="hard"),
            {
                "hidden": lambda path: not is_attention["hidden"](path),
                "log_probabilities": is_attention["hidden"],
                "entropies": is_attention["hidden"],
            },
        ),
    ):
        for name, learner in learns.items():
            found = gradients(
                lambda name=name, loop=loop: ops.sum(loop(GRID, training=True)[name] ** 2),
                variables=loop.trainable_variables,
            )
            for weight, gradient in zip(loop.trainable_variables, found, strict=True):
                assert np.any(np.abs(gradient) > 1e-9) == learner(weight.path), (name, weight.path)


def test_penalty_of_places_that_are_not_looked_at_as_much():
    loop = made(doubly_stochastic=0.5)
    attention = ops.convert_to_numpy(loop(GRID)["attention"])
    (penalty,) = loop.losses
    expected = 0.5 * np.mean(np.sum((1 - attention.sum(axis=1)) ** 2, axis=(1, 2)))
    assert float(penalty) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"units": 0}, "`units` must be a positive integer. Received: units=0"),
        ({"attention_units": 0}, "`units` must be a positive integer. Received: units=0"),
        ({"attention": "firm"}, '`attention` must be "soft" or "hard". Received: attention=firm'),
        ({"at_inference": "mean"}, '`at_inference` must be "argmax" or "expectation". Received'),
        ({"doubly_stochastic": -1}, "must not be negative. Received: doubly_stochastic=-1"),
    ],
)
def test_bad_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        GridAttentionCell(**arguments)


def test_what_is_no_grid():
    with pytest.raises(ValueError, match=r"is a grid of features .* shape \(2, 3, 4\)"):
        GlimpseLoop(GridAttentionCell(5, 7), 2)(GRID[:, 0])
