import json
from pathlib import Path

import pytest

from training import recipes
from training.cli import recipe_file
from training.cli.errors import InputError
from training.runs.folder import plain

RESULTS = Path(__file__).parents[3] / "results"


@pytest.mark.parametrize("name", recipes.names())
def test_every_recipe_comes_back(name, tmp_path):
    recipe, _ = recipes.find(name)
    changed = recipe.changed(seed=7, learning_rate=1, jit=True, tenths=(3, 4))
    file = tmp_path / "recipe.json"
    file.write_text(json.dumps({"recipe": name, "values": plain(changed)}))
    assert recipe_file.read(file) == (name, changed)


def test_what_is_not_named_is_the_recipes(tmp_path):
    file = tmp_path / "recipe.json"
    file.write_text('{"recipe": "digits_demo", "values": {"eta": 0.6}}')
    recipe, _ = recipes.find("digits_demo")
    assert recipe_file.read(file) == ("digits_demo", recipe.changed(eta=0.6))


@pytest.mark.parametrize("file", sorted(RESULTS.glob("*.json")), ids=lambda file: file.stem)
def test_results_are_recipes(file):
    name, recipe = recipe_file.read(file)
    content = json.loads(file.read_text())
    assert name == content["recipe"]
    assert recipe.running.seed == content["values"]["seed"]
    assert not any(isinstance(value, list) for value in recipe.flat().values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not JSON"),
        ('{"recipe": "digits_demo", "val', "is not JSON"),
        ('{"recipe": "digits_demo"}', "holds no recipe"),
        ('["digits_demo"]', "holds no recipe"),
        ('{"values": {}}', "None, which there is not"),
        ('{"recipe": "../digits_demo", "values": {}}', "'../digits_demo', which there is not"),
        ('{"recipe": "digits_demo", "values": {"glimpses": 3}}', "a value 'glimpses'"),
    ],
)
def test_broken_files(run_program, tmp_path, text, words):
    file = tmp_path / "recipe.json"
    file.write_text(text)
    for program in ("train", "tune"):
        result = run_program(program, file, "--run", tmp_path / "run")
        assert result.exit_code == 1 and isinstance(result.exception, SystemExit), result.output
        assert str(file) in result.output and words in result.output
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("num_glimpses", "six", "num_glimpses must be a valid integer. Received: 'six'."),
        ("num_glimpses", 2.5, "num_glimpses must be a valid integer. Received: 2.5."),
        ("num_glimpses", True, "num_glimpses must be a valid integer. Received: True."),
        ("learning_rate", None, "learning_rate must be a valid number. Received: None."),
        ("flips", 1, "flips must be a valid boolean. Received: 1."),
        ("tenths", [50, "100"], "tenths[1] must be a valid integer. Received: '100'."),
        ("context_cnn", [[16, 3, 2]], "context_cnn[0][3] is missing. Received: (16, 3, 2)."),
        ("num_classes", "10", "num_classes must be a valid integer. Received: '10'."),
        (
            "precision",
            "float16",
            "precision must be 'auto', 'float32' or 'mixed_bfloat16'",
        ),
        ("task", "draw", "a value 'task', and digits_demo has none of that name"),
        ("images", {}, "a value 'images', and digits_demo has none of that name"),
        ("self", 1, "a value 'self', and digits_demo has none of that name"),
        ("learning_rate", float("inf"), "learning_rate must be a finite number. Received: inf."),
        ("epochs", 0, "epochs must be greater than or equal to 1. Received: 0."),
    ],
)
def test_values_that_are_none(name, value, words):
    with pytest.raises(InputError) as raised:
        recipe_file.parse({"recipe": "digits_demo", "values": {name: value}}, "here.json")
    assert words in str(raised.value)


def test_missing_file(run_program):
    result = run_program("train", "nowhere.json")
    assert result.exit_code == 1 and "There is no file nowhere.json" in result.output
