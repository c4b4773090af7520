import numpy as np
import pytest

from training.data.sequences import KeyValues

COUNTS = {"examples": 40, "watched": 400, "tested": 400}


@pytest.mark.parametrize("overwrite", [True, False])
def test_the_value_is_asked_for_that_a_key_had_last(overwrite):
    given, answers = KeyValues(12, 12, overwrite, (12,), **COUNTS).watched()
    for keys, values, asked, answer in zip(
        given["keys"], given["values"], given["asked"], answers, strict=True
    ):
        held = dict(zip(keys, values, strict=True))
        assert held[asked] == answer
    alone = [
        len(set(keys)) == 12 and len(set(values)) == 12
        for keys, values in zip(given["keys"], given["values"], strict=True)
    ]
    assert all(alone) if not overwrite else not any(alone)
    for part in (given["keys"], given["values"], given["asked"], answers):
        assert set(part.ravel()) == set(range(12))


def test_each_key_that_was_written_is_as_likely_to_be_asked_for():
    given, _ = KeyValues(3, 8, True, (8,), **COUNTS).watched()
    often = given["keys"]
    times = (often == given["asked"][:, None]).sum(axis=1)
    # Written about 2.8 times, as a key is that was written at all; those that come more often are
    # not asked for more often, which would make it 3.2.
    assert times.mean() == pytest.approx(8 / 3 / (1 - (2 / 3) ** 8), abs=0.2)


def test_fewer_writes_are_tested_after_nothing():
    tested = KeyValues(12, 20, True, (5, 20), **COUNTS).tested()
    given, _ = tested["5 writes"]
    assert given["keys"].shape == (400, 20)
    assert (given["keys"][:, :15] == -1).all() and (given["values"][:, :15] == -1).all()
    assert (given["keys"][:, 15:] >= 0).all()
    assert (tested["20 writes"][0]["keys"] >= 0).all()


def test_batches_of_few_writes_are_as_likely_as_batches_of_many():
    drawn = KeyValues(64, 32, True, (32,), fewest_writes=2, **COUNTS)
    batches = [drawn.draw(np.arange(3), np.random.default_rng(seed), 0)[0] for seed in range(400)]
    writes = np.array([(given["keys"] >= 0).sum(axis=1) for given in batches])
    assert (writes == writes[:, :1]).all() and {2, 32} <= set(writes[:, 0])
    assert 0.4 < np.mean(writes <= 8) < 0.6
    always = KeyValues(64, 32, True, (32,), **COUNTS)
    assert (always.draw(np.arange(3), np.random.default_rng(0), 0)[0]["keys"] >= 0).all()
