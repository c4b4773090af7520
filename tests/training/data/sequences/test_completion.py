import numpy as np

from training.data.sequences import Completion


def test_patterns_are_shown_in_turn_and_half_of_one_is_hidden():
    examples = Completion(
        bits=20, patterns=3, rounds=2, shown=2, between=1, asked=4, examples=1, watched=50, tested=1
    )
    inputs, targets, hidden = examples.watched()
    assert inputs.shape == (50, 2 * 3 * 3 + 4, 20)
    orders, asked = set(), set()
    for steps, target, mask in zip(inputs, targets, hidden, strict=True):
        shows = steps[:18].reshape(6, 3, 20)
        assert set(shows[:, :2].ravel()) == {-1.0, 1.0} and not shows[:, 2].any()
        np.testing.assert_array_equal(shows[:, 0], shows[:, 1])
        rounds = [[tuple(show[0]) for show in shows[start : start + 3]] for start in (0, 3)]
        assert set(rounds[0]) == set(rounds[1]) and len(set(rounds[0])) == 3
        orders.add(tuple(rounds[0].index(pattern) for pattern in rounds[1]))
        asked.add(rounds[0].index(tuple(target[:, 0])))
        assert mask.sum() == 10 and set(mask) == {0.0, 1.0}
        np.testing.assert_array_equal(steps[18:], np.tile(target[:, 0] * (1 - mask), (4, 1)))
    assert len(orders) == 6 and asked == {0, 1, 2}
    assert 0.2 < hidden.mean(axis=0).min() and hidden.mean(axis=0).max() < 0.8
