import json

import pytest

from benchmarks.compare_memories import errors_of
from benchmarks.compare_memories import grouped
from benchmarks.compare_memories import in_words
from benchmarks.compare_memories import matching_units
from benchmarks.compare_memories import name_of
from benchmarks.compare_memories import write_page
from training import recipes
from training.recipes import values
from training.tasks import task_of


def result(error, seed, **others):
    return {"recipe": "digits_demo", "test_error": error, "values": {"seed": seed, **others}}


def test_results_that_differ_in_their_seed_alone_are_one_line(tmp_path):
    files = []
    for number, one in enumerate(
        [result(2.0, 0, memory="mean"), result(3.0, 0, memory="ntm"), result(2.4, 1, memory="mean")]
    ):
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(json.dumps(one))
    means, ntm = ([one for _, one in group] for group in grouped(files))
    found = errors_of(means)
    assert found["error"] == pytest.approx(2.2) and found["seeds"] == [0, 1]
    assert in_words(found) == "2.20 ± 0.28 %"
    assert in_words(errors_of(ntm)) == "3.00 %"


def test_memories_in_words():
    assert name_of(values.Memory(memory="mean")) == "mean"
    gated = values.Memory(memory="outer_product", memory_rule="delta", memory_decay="learned")
    assert name_of(gated) == "outer_product, delta, decay learned"


@pytest.mark.slow
@pytest.mark.tensorflow
def test_as_many_parameters():
    recipe, _ = recipes.find("digits_demo")

    def parameters(memory, units):
        other = recipe.changed(memory=memory, memory_units=units)
        return task_of(other).build(other).count_params()

    assert matching_units("digits_demo", "hebb_rosenblatt") == 64
    units = matching_units("digits_demo", "lstm")
    own = parameters("hebb_rosenblatt", 64)
    assert parameters("lstm", units) <= own < parameters("lstm", units + 1)


def test_page_has_a_table_of_every_recipe(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Memories\n<!-- tables -->\nold\n<!-- end of tables -->\nend\n")
    row = {
        "recipe": "digits_demo",
        "memory": "mean",
        "units": 64,
        **errors_of([result(2.0, 0), result(2.4, 1)]),
        "own_parameters": 0,
        "parameters": 123456,
        "step_ms": 20.0,
        "step_ratio": 0.9,
        "image_ms": 0.51,
        "mib": 1000.0,
    }
    write_page(page, [row])
    text = page.read_text()
    assert "old" not in text and text.startswith("# Memories\n") and text.endswith("\nend\n")
    assert "### `digits_demo`" in text
    assert "| mean | 64 | 2.20 ± 0.28 % | 2 | 0 | 123,456 | 20 | 0.90 | 0.51 | 1,000 |" in text
