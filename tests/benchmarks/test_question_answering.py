import json

from benchmarks.question_answering import rows_of
from benchmarks.question_answering import write_page


def result(recipe, task, error, loss, seed=0):
    name = f"task {task}"
    return {
        "recipe": recipe,
        "values": {"question_task": task, "seed": seed},
        "test_error_by_task": {name: error},
        "test_supporting_facts_found": {name: 90.0},
        "metrics": [{"loss": 0.0}, {"loss": loss}],
    }


def test_the_lowest_training_loss_counts_beside_the_published_error(tmp_path):
    results = [
        result("babi_mem_n2n", 10, 20.0, 0.1),
        result("babi_mem_n2n", 2, 9.0, 0.3),
        result("babi_mem_n2n", 2, 12.0, 0.2, seed=1),
        result("babi_episodic", 1, 0.0, 0.2),
    ]
    files = []
    for number, one in enumerate(results):
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(json.dumps(one))
    page = tmp_path / "page.md"
    page.write_text("# Questions\n<!-- tables -->\nold\n<!-- end of tables -->\nend\n")
    write_page(page, rows_of(files))
    text = page.read_text()
    assert "old" not in text and text.index("babi_episodic") < text.index("babi_mem_n2n")
    assert "| 1 | 0.0 | 1 | 90 |" in text
    assert "| 2 | 12.0 | 8.3 | 2 | 90 |\n| 10 | 20.0 | 15.1 | 1 | 90 |" in text
