import numpy as np
import pytest
import small_omniglot

from training.cli.errors import InputError
from training.data.sequences import read_omniglot
from training.data.sequences.omniglot import RUNS

ARRAYS = small_omniglot.arrays()


def test_takes_what_is_in_both_sets_once(tmp_path):
    small_omniglot.write(tmp_path)
    read = read_omniglot(tmp_path, small_omniglot.SIDE)
    assert read.alphabets.tolist() == [0] * 4 + [1] * 3 + [2] * 5
    assert read.images.shape == (12, 3, 6, 6, 1) and read.images.dtype == np.uint8
    ink = np.concatenate([ARRAYS["images1"], ARRAYS["images2"][: 5 * 3]]).reshape(12, 3, 6, 6)
    np.testing.assert_array_equal(read.images[..., 0], 255 * ink)
    np.testing.assert_array_equal(read.support[..., 0], 255 * ARRAYS["runs_support"])
    np.testing.assert_array_equal(read.queries[..., 0], 255 * ARRAYS["runs_queries"])
    np.testing.assert_array_equal(read.answers, ARRAYS["runs_answers"])
    assert read.source.startswith(f"{tmp_path / 'omniglot_small.npz'} (SHA-256 ")


def test_averages_pixels(tmp_path):
    small_omniglot.write(tmp_path)
    read = read_omniglot(tmp_path, 3)
    picture = ARRAYS["runs_support"][1, 2]
    for row, column in np.ndindex(3, 3):
        ink = picture[2 * row : 2 * row + 2, 2 * column : 2 * column + 2].mean()
        assert read.support[1, 2, row, column, 0] == np.rint(255 * ink)


def changed(name, change):
    array = ARRAYS[name].copy()
    return {name: change(array)}


def put(array, place, value):
    array[place] = value
    return array


BROKEN = {
    "two sizes": changed("images1", lambda x: x[:, 1:, 1:]),
    "a picture of a run": changed("images1", lambda x: put(x, 0, ARRAYS["runs_queries"][1, 1])),
    "3 drawings": changed("characters1", lambda x: put(x, 3, 0)),
    "grey": changed("images2", lambda x: put(x, 5, 7)),
    "floats": changed("runs_support", lambda x: x.astype("float32")),
    "flat": changed("images1", lambda x: x.reshape(len(x), -1)),
    "cut": changed("alphabets2", lambda x: x[:-1]),
    "disorder": changed("characters2", lambda x: x[::-1]),
    "fewer queries": changed("runs_queries", lambda x: x[:, :-1]),
    "twice": changed("runs_answers", lambda x: put(x, (0, 0), 0)),
    "no runs": {name: ARRAYS[name][:0] for name in RUNS},
}
SAID = {
    "two sizes": r"has pictures of several sizes, \[\(5, 5\), \(6, 6\)\], and all must be alike:",
    "a picture of a run": "has pictures of its runs among those to learn of: make or download",
    "3 drawings": "has from 2 to 4 drawings of a character, and each must have as many: make or",
}


@pytest.mark.parametrize("broken", BROKEN)
def test_broken(tmp_path, broken):
    small_omniglot.write(tmp_path, **BROKEN[broken])
    said = SAID.get(broken, r"is not as the Omniglot of small 1 and small 2, .*\): make or")
    with pytest.raises(InputError, match=rf"omniglot_small\.npz \(SHA-256 .{{16}}\) {said}"):
        read_omniglot(tmp_path, small_omniglot.SIDE)


def test_side_that_does_not_divide(tmp_path):
    small_omniglot.write(tmp_path)
    with pytest.raises(InputError, match="have sides of 6 pixels, which cannot be averaged to 4:"):
        read_omniglot(tmp_path, 4)


def test_missing(tmp_path):
    with pytest.raises(InputError, match=r"There is no Omniglot in '.*': it needs omniglot_small"):
        read_omniglot(tmp_path, small_omniglot.SIDE)
