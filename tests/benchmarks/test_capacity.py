import numpy as np
import pytest

from benchmarks import capacity


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(capacity, "PAIRS", (4, 16))


def test_pairs_that_are_overwritten_count_with_their_last_value():
    keys, values, asked, right = capacity.pairs_of(6, True, np.random.default_rng(0))
    assert keys.shape == values.shape == (capacity.SEQUENCES, 6, capacity.UNITS)
    np.testing.assert_array_equal(keys[:, :3], keys[:, 3:])
    np.testing.assert_array_equal(asked, keys[:, 3:])
    np.testing.assert_array_equal(right, values[:, 3:])
    keys, _, asked, _ = capacity.pairs_of(6, False, np.random.default_rng(0))
    np.testing.assert_array_equal(asked, keys)


@pytest.mark.tensorflow
def test_untrained_memories_recall_as_is_known(few):
    """Hebb's sum errs by (K - 1) / d, the delta rule by less; Hopfield networks find the word."""
    curves = capacity.untrained(overwrite=False)
    assert curves["outer_product, hebb"]["16"] == pytest.approx(15 / 64, rel=0.05)
    assert curves["outer_product, delta"]["16"] == pytest.approx(0.135, rel=0.05)
    assert curves["hopfield"]["16"] < 1e-6
    assert curves["mean"]["4"] == pytest.approx(0.75, rel=0.02)
    again = capacity.untrained(overwrite=True)
    assert again["outer_product, hebb"]["16"] > 1 > again["outer_product, delta"]["16"]


def test_page_has_a_table_for_every_way(few, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("<!-- tables -->\n<!-- end of tables -->\n")
    numbers = {"4": 0.25, "16": 12.5}
    ways = ("Untrained", "Trained, overwriting")
    capacity.write_page(page, [{"how": how, "memory": "mean", **numbers} for how in ways])
    text = page.read_text()
    assert "## Untrained\n" in text and "| mean | 0.250 | 12.500 |" in text
    assert "## Trained, overwriting\n" in text and "| mean | 0.2 % | 12.5 % |" in text
