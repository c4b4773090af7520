import keras
import numpy as np
import pytest
from facts import set_all
from keras import ops

from stawm_keras.models import DynamicMemoryNetwork
from stawm_keras.models import EndToEndMemoryNetwork
from stawm_keras.models import KeyValueMemoryNetwork

FACTS, WORDS, VOCABULARY = 4, 5, 9
RNG = np.random.default_rng(5)
STORIES = RNG.integers(1, VOCABULARY, (6, FACTS, WORDS))
STORIES[3:, 3] = STORIES[5] = 0  # Three stories have a fact less, and the last one none.
QUESTIONS = RNG.integers(1, VOCABULARY, (6, WORDS))
ANSWERS = RNG.integers(1, VOCABULARY, 6)
SUPPORTING = np.zeros((6, 2, FACTS))
SUPPORTING[:5, [0, 1], [1, 2]] = 1

MAKE = {
    "end to end": lambda **given: EndToEndMemoryNetwork(
        VOCABULARY, FACTS, WORDS, units=6, hops=2, noise=0.0, **given
    ),
    "key value": lambda **given: KeyValueMemoryNetwork(
        VOCABULARY, FACTS, WORDS, units=6, hops=2, noise=0.0, **given
    ),
    "dynamic": lambda **given: DynamicMemoryNetwork(
        VOCABULARY, FACTS, WORDS, units=6, episodes=2, dropout=0.0, **given
    ),
}
each = pytest.mark.parametrize("make", MAKE.values(), ids=MAKE)
one_fast = pytest.mark.parametrize(
    "make",
    [pytest.param(make, marks=() if name == "end to end" else pytest.mark.slow)
     for name, make in MAKE.items()],
    ids=MAKE,
)  # fmt: skip


def compiled(model, **how):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    how = how or {"jit_compile": keras.backend.backend() != "tensorflow"}
    model.compile(keras.optimizers.Adam(0.01), loss, metrics=["accuracy"], **how)
    return model


@each
def test_attends_to_facts_that_are_there(make):
    looked = set_all(make()).observe("facts", "logits")((STORIES, QUESTIONS))
    facts = ops.convert_to_numpy(looked["facts"])
    there = STORIES.any(axis=-1)
    assert facts.shape == (6, 2, FACTS)
    shares = facts[there.any(axis=1)].sum(axis=-1)
    assert (facts >= 0).all() and (shares > 0).all() and (shares < 1 + 1e-6).all()
    assert not facts[np.tile(~there[:, None], (1, 2, 1))].any()
    assert np.isfinite(ops.convert_to_numpy(looked["logits"])).all()


@one_fast
def test_supporting_facts_teach_where_to_attend(make):
    """Also beside labels that say nothing of it, with the metrics of the answers alone."""
    model = compiled(set_all(make(supporting_facts=1.0), spread=0.3))
    targets = {"logits": ANSWERS, "facts": SUPPORTING}
    given = (STORIES, QUESTIONS)

    def attended():
        facts = model.observe("facts")(given)["facts"]
        return (ops.convert_to_numpy(facts) * SUPPORTING).sum()

    before = attended()
    often = keras.tree.map_structure(lambda part: np.concatenate([part] * 60), (given, targets))
    logs = model.fit(*often, batch_size=len(ANSWERS), shuffle=False, verbose=0).history
    assert set(logs) == {"loss", "accuracy"}
    assert attended() > 0.9 * SUPPORTING.sum() > before
    evaluated = model.evaluate(given, targets, verbose=0)
    np.testing.assert_allclose(evaluated, model.evaluate(given, ANSWERS, verbose=0), rtol=1e-6)


def test_targets_that_lack_supporting_facts():
    for targets, words in ((ANSWERS, "of answers alone"), ({"logits": ANSWERS}, "of logits")):
        model = compiled(MAKE["end to end"](supporting_facts=1.0), run_eagerly=True)
        with pytest.raises(ValueError, match=f"Received: targets {words}"):
            model.fit((STORIES, QUESTIONS), targets, verbose=0)


@pytest.mark.slow
def test_learns_who_is_where():
    """Of the last fact that names a person: 4 people, 4 places, in any order."""
    rng = np.random.default_rng(0)
    people, places = rng.integers(1, 5, (512, FACTS)), rng.integers(5, 9, (512, FACTS))
    stories = np.zeros((512, FACTS, WORDS), int)
    stories[..., 0], stories[..., 1] = people, places
    questions = np.zeros((512, WORDS), int)
    asked = people[np.arange(512), rng.integers(0, FACTS, 512)]
    questions[:, 0] = asked
    last = FACTS - 1 - (people[:, ::-1] == asked[:, None]).argmax(axis=1)
    answers = places[np.arange(512), last]
    keras.utils.set_random_seed(0)
    model = compiled(MAKE["end to end"]())
    model.fit((stories[:384], questions[:384]), answers[:384], epochs=80, verbose=0)
    _, right = model.evaluate((stories[384:], questions[384:]), answers[384:], verbose=0)
    assert right > 0.9


def test_bad_weight():
    with pytest.raises(ValueError, match="must not be negative. Received: supporting_facts=-1"):
        MAKE["key value"](supporting_facts=-1)
