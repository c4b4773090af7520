import numpy as np
import pytest
from gradients import check_gradients
from keras import ops
from reference import captions

from stawm_keras.layers import CaptionCell
from stawm_keras.layers import GlimpseLoop

STEPS, WORDS = 4, 5
RNG = np.random.default_rng(4)
GRID = RNG.normal(size=(2, 2, 3, 4)).astype("float32")
TOKENS = np.array([[3, 1, 5, 2], [2, 4, 0, 0]])


def made(**kwargs):
    loop = GlimpseLoop(CaptionCell(WORDS, 3, 5, 7, **kwargs), STEPS)
    loop(GRID)
    rng = np.random.default_rng(6)
    for weight in loop.trainable_weights:
        weight.assign(rng.normal(0, 0.8, weight.shape))
    return loop


def definition(loop, grid, tokens):
    weights = {
        weight.path.split(f"/{loop.cell.name}/")[1]: ops.convert_to_numpy(weight).astype("float64")
        for weight in loop.trainable_weights
    }
    return captions(grid, tokens, weights)


def test_equals_the_definition():
    loop = made()
    seen, (attention, logits) = loop(GRID, TOKENS), definition(loop, GRID, TOKENS)
    np.testing.assert_allclose(seen["attention"], attention.reshape(2, STEPS, 2, 3), atol=1e-5)
    spoken = np.array([[True] * 4, [True, True, True, False]])
    found = ops.convert_to_numpy(seen["logits"])
    np.testing.assert_allclose(found[spoken], logits[spoken], atol=1e-4)
    assert found[~spoken].argmax(-1).tolist() == [0] and found[~spoken][:, 1:].max() < -1000


def test_gradients():
    loop, tokens = made(), TOKENS[:, ::-1]  # None ends before its last word.
    check_gradients(
        lambda grid: loop(grid, tokens)["logits"][:1],
        lambda grid: definition(loop, grid, tokens)[1][:1],
        (GRID,),
    )


def test_says_what_follows_from_what_it_said():
    """Given its own words, it answers the same; behind the end it is certain."""
    loop = made()
    loop.cell.say.bias.assign(np.append(-50, np.zeros(WORDS)))  # No end for now,
    rng = np.random.default_rng(4)  # and not the same word again and again.
    loop.cell.say.kernel.assign(rng.normal(0, 3, loop.cell.say.kernel.shape))
    said = ops.convert_to_numpy(loop(GRID)["logits"]).argmax(-1)
    assert len(np.unique(said)) > 1
    for name, part in loop(GRID, said).items():
        np.testing.assert_allclose(part, loop(GRID)[name], atol=1e-5, err_msg=name)
    loop.cell.say.bias.assign(np.eye(WORDS + 1)[0] * 50)  # The end, at once.
    assert ops.convert_to_numpy(loop(GRID)["logits"]).argmax(-1).tolist() == [[0] * STEPS] * 2


def test_what_is_behind_the_end_does_not_count_as_looks():
    loop = made(doubly_stochastic=2.0)
    attention = ops.convert_to_numpy(loop(GRID, TOKENS)["attention"])
    (penalty,) = loop.losses
    spoken = np.array([[1, 1, 1, 1], [1, 1, 1, 0]])[..., None, None]
    lack = 1 - np.sum(spoken * attention, axis=1)
    assert float(penalty) == pytest.approx(2 * np.mean(np.sum(lack**2, axis=(1, 2))), rel=1e-5)


@pytest.mark.parametrize("name", ["num_words", "embedding_units", "units"])
def test_bad_sizes(name):
    with pytest.raises(ValueError, match=f"`{name}` must be a positive integer. Rec.*{name}=0"):
        CaptionCell(**{"num_words": 3, name: 0})


def test_captions_of_another_length():
    loop = GlimpseLoop(CaptionCell(WORDS, 3, 5, 7), STEPS)
    with pytest.raises(ValueError, match=r"a token for each of 4 steps.* shape \(2, 3\)"):
        loop(GRID, TOKENS[:, 1:])
