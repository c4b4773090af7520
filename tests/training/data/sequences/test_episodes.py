import numpy as np
import pytest
import small_omniglot

from training.cli.errors import InputError
from training.data.sequences import read_omniglot
from training.data.sequences.episodes import Episodes

SIDE = small_omniglot.SIDE
ALPHABETS = (range(4), range(4, 7), range(7, 12))  # Rows of the characters.


def unchanged(images, rng):
    return images


@pytest.fixture(scope="module")
def characters(tmp_path_factory):
    folder = tmp_path_factory.mktemp("omniglot")
    small_omniglot.write(folder)
    return read_omniglot(folder, SIDE)


@pytest.fixture(scope="module")
def known(characters):
    """Which character, person and turn each picture is."""
    return {
        np.rot90(characters.images[place], turn).tobytes(): (*place, turn)
        for place in np.ndindex(characters.images.shape[:2])
        for turn in range(4)
    }


def made(characters, ways=3, shots=2, augment=unchanged):
    return Episodes(characters, ways, shots, augment, examples=100, watched=7)


def drawn(characters, known, ways, shots, count=200):
    """Of each episode what was shown and asked for: classes, characters, people and turns."""
    episodes = made(characters, ways, shots)
    given, answers = episodes.draw(np.arange(count), np.random.default_rng(1), 0)
    assert given["support"].shape == (count, ways * shots, SIDE, SIDE, 1)
    assert given["queries"].shape == (count, ways, SIDE, SIDE, 1)
    assert given["support"].dtype == np.uint8 and answers.dtype == np.int32
    pictures = (given["support"], given["queries"])
    shown, asked = ([[known[image.tobytes()] for image in of] for of in part] for part in pictures)
    return np.dstack([given["classes"], shown]), np.dstack([answers, asked])


@pytest.mark.parametrize("shots", [1, 2])
def test_episodes_are_as_the_runs_are(characters, known, shots):
    seen = {"alphabets": set(), "turns": set(), "people": set(), "orders": set()}
    for shown, asked in zip(*drawn(characters, known, 3, shots), strict=True):
        assert sorted(shown[:, 0]) == sorted([0, 1, 2] * shots)
        assert sorted(asked[:, 0]) == [0, 1, 2]
        meant = {place: (character, turn) for place, character, _, turn in shown}
        assert len({*meant.values()}) == 3
        assert all(meant[place] == (character, turn) for place, character, _, turn in asked)
        (alphabet,) = {k for k in range(3) for c, _ in meant.values() if c in ALPHABETS[k]}
        (turn,) = {turn for _, turn in meant.values()}
        (asker,), drawers = {*asked[:, 2]}, {*shown[:, 2]}
        assert len(drawers) == shots and asker not in drawers
        seen["alphabets"].add(alphabet)
        seen["turns"].add(turn)
        seen["people"].add(asker)
        seen["orders"].add((*shown[:, 0], *asked[:, 0]))
    # The smallest one is held out.
    assert seen["alphabets"] == {0, 2} and seen["turns"] == {0, 1, 2, 3}
    assert seen["people"] == {0, 1, 2} and len(seen["orders"]) > 30


def test_fills_up_from_another_alphabet(known, characters):
    alone = characters._replace(
        support=np.zeros((2, 5, SIDE, SIDE, 1), "uint8"),
        queries=np.zeros((2, 5, SIDE, SIDE, 1), "uint8"),
        answers=np.tile(np.arange(5), (2, 1)),
    )
    for shown, _ in zip(*drawn(alone, known, 5, 1), strict=True):
        counts = [sum(c in ALPHABETS[k] for c in shown[:, 1]) for k in range(3)]
        assert counts in ([4, 1, 0], [2, 3, 0])  # The largest alone has 5: it is held out.
        turns = [{turn for c, turn in shown[:, [1, 3]] if c in ALPHABETS[k]} for k in range(2)]
        assert all(len(of_one) == 1 for of_one in turns)


def test_what_is_held_out_is_never_drawn(known, characters):
    (given, answers), (again, _) = (made(characters).watched() for _ in range(2))
    assert answers.shape == (7, 3)
    for name, array in given.items():
        np.testing.assert_array_equal(array, again[name])
    pictures = (
        *given["support"].reshape(-1, SIDE, SIDE),
        *given["queries"].reshape(-1, SIDE, SIDE),
    )
    found = {known[picture.tobytes()] for picture in pictures}
    assert {character for character, _, _ in found} == {*ALPHABETS[1]}
    assert {turn for _, _, turn in found} == {0}


def test_changes_what_is_trained_on_alone(characters):
    def white(images, rng):
        assert images.shape[1:] == (SIDE, SIDE, 1)
        return np.full_like(images, 255)

    episodes = made(characters, shots=1, augment=white)
    given, _ = episodes.draw(np.arange(2), np.random.default_rng(0), 0)
    assert given["support"].min() == given["queries"].min() == 255
    assert episodes.watched()[0]["support"].min() == 0
    assert episodes.tested()["runs"][0]["queries"].min() == 0


def test_tested_are_the_runs(characters):
    given, answers = made(characters, shots=1).tested()["runs"]
    np.testing.assert_array_equal(given["support"], characters.support)
    np.testing.assert_array_equal(given["queries"], characters.queries)
    assert given["classes"].tolist() == [[0, 1, 2]] * 2
    assert answers.tolist() == [[1, 0, 2], [2, 1, 0]]


def test_of_fewer_ways_the_runs_first_characters(characters):
    given, answers = made(characters, ways=2, shots=1).tested()["runs"]
    np.testing.assert_array_equal(given["support"], characters.support[:, :2])
    np.testing.assert_array_equal(given["queries"][0], characters.queries[0, :2])
    np.testing.assert_array_equal(given["queries"][1], characters.queries[1, 1:])
    assert answers.tolist() == [[1, 0], [1, 0]]


def test_says_whose_pictures_they_are(characters):
    assert made(characters).source == f"{characters.source}: small 1 + 2"
    assert made(characters).count == 100


def test_fewer_pictures_than_asked_for(characters):
    with pytest.raises(InputError, match="of 3 shots takes 4 pictures of each .* at most 2 shots"):
        made(characters, shots=3)
    with pytest.raises(InputError, match="of 4 ways takes as many characters, .* at most 3 ways"):
        made(characters, ways=4)
    with pytest.raises(
        InputError, match="A model of 2 shots was to be tested on the published runs"
    ):
        made(characters, shots=2).tested()
