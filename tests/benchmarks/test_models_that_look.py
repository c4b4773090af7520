from benchmarks.models_that_look import by_look
from benchmarks.models_that_look import economy
from benchmarks.models_that_look import write_page

LOOKED = {
    "test_error": 3.0,
    "test_error_so_far": [33.71, 3.0],
    "test_looks": {
        "inside": [22.0, 20.4],
        "seen": [22.0, 29.6],
        "outside": [0.0, 0.0],
        "on_object": [99.0, 100.0],
        "pixels": 800,
    },
}
OTHERS = {"published": None, "parameters": 1000, "mflop": 2.0, "ms": 0.5, "minutes": 3.0}


def row(model, result):
    made = {"model": model, "images": "cluttered, 60 x 60", "error": result["test_error"]}
    return {**made, **economy(result), **OTHERS, "file": f"results/{model}.json"}


def test_looks_cost_pixels_and_bring_certainty():
    first, last = by_look(row("STAWMClassifier", LOOKED))
    assert first == {
        "look": 1,
        "pixels": 400,
        "error_so_far": 33.71,
        "inside": 22.0,
        "seen": 22.0,
        "on_object_at": 99.0,
    }
    assert (last["pixels"], last["error_so_far"], last["seen"]) == (800, 3.0, 29.6)


def test_what_is_not_known_of_looks_is_left_out():
    """Of an answer at the end alone, of attention without frames, and of a model without looks."""
    looks = {"inside": [60.0, 55.0], "seen": [60.0, 71.0], "pixels": 1568}
    one_answer = {"test_error": 2.1, "test_looks": looks}
    assert [look["error_so_far"] for look in by_look(row("STN", one_answer))] == [None, 2.1]
    over_grid = {"test_error": 1.1, "test_error_so_far": [1.8, 1.1]}
    first, _ = by_look(row("Grid", over_grid))
    assert first["error_so_far"] == 1.8 and first["pixels"] is first["inside"] is None
    plain = row("CNN", {"test_error": 3.5})
    assert plain["widest"] is None and not list(by_look(plain))


def test_page_has_both_tables(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Models\n<!-- tables -->\nold\n<!-- end of tables -->\nend\n")
    write_page(page, [row("STAWMClassifier", LOOKED), row("CNN", {"test_error": 3.5})])
    text = page.read_text()
    assert "old" not in text and text.startswith("# Models\n") and text.endswith("\nend\n")
    assert "### Cluttered, 60 x 60" in text and "| `CNN` | 3.50 % |  |  |" in text
    assert "| `STAWMClassifier` | 1 | 400 | 33.7 % | 22 % | 22 % | 99.0 % |" in text
    assert "| `STAWMClassifier` | 2 | 800 | 3.0 % | 20 % | 30 % | 100.0 % |" in text
