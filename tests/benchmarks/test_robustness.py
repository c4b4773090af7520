import json

import numpy as np
import pytest
from PIL import Image

from benchmarks.robustness import plot
from benchmarks.robustness import rows_of
from benchmarks.robustness import write_page

pytestmark = pytest.mark.tensorflow  # The same on every backend.

STRENGTHS = [0.01, 0.03, 0.1, 0.3]


@pytest.fixture
def rows(tmp_path):
    def save(name, clean, **robust):
        values = {"dataset": "mnist", "scene": "cluttered", "image_shape": [60, 60, 1]}
        result = {"test_error": clean, "parameters": 12345, "values": values}
        (tmp_path / f"{name}.json").write_text(json.dumps(result | robust))

    for name, by in (("looks", 1), ("plain", 2)):
        errors = {"fog": [by * 2, 2, 4, 6, by * 6], "motion_blur": [10 * by] * 5}
        attacked = {"strengths": STRENGTHS, "errors": [by, 4, 50, 100]}
        save(name, by, test_corruptions=errors, test_pgd=attacked)
    save("without", 3.0)
    return rows_of(sorted(tmp_path.glob("*.json"), reverse=True))


def test_rows_are_of_robust_results_the_best_first(rows):
    looks, plain = rows
    assert (looks["model"], plain["model"]) == ("looks", "plain")
    assert (looks["fog"], looks["motion_blur"], looks["corrupted"]) == (4, 10, 7)
    assert looks["by_strength"] == [6, 6, 7, 8, 8]
    assert looks["PGD 0.1"] == 50 and looks["parameters"] == 12345


def test_page_and_plot(rows, tmp_path):
    page, picture = tmp_path / "page.md", tmp_path / "plot.png"
    page.write_text("# Robust\n<!-- tables -->\nold\n<!-- end of tables -->\nend\n")
    plot(picture, rows)
    write_page(page, rows, picture)
    text = page.read_text()
    assert "old" not in text and text.startswith("# Robust\n") and text.endswith("\nend\n")
    assert '<img src="plot.png"' in text and "### mnist, cluttered, 60 x 60" in text
    assert "| clean | fog | motion blur | all corruptions | PGD 0.01 |" in text
    assert "| `looks` | 12,345 | 1.00 | 4.0 | 10.0 | 7.0 | 1.0 | 4.0 | 50.0 | 100.0 |" in text
    with Image.open(picture) as drawn:
        assert np.ptp(np.asarray(drawn.convert("L"))) > 100
