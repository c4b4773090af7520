import pytest

from training.cli.errors import InputError
from training.recipes import digits_demo
from training.search.folder import SearchFolder


@pytest.fixture
def place(tmp_path):
    place = SearchFolder(tmp_path, {"recipe": "digits_demo", "tuner": "random"}, digits_demo.recipe)
    place.create()
    return place


def test_the_same_search(place):
    place.check_same()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"values": 3}', "[" * 100_000])
def test_broken(place, content):
    place.file.write_text(content)
    with pytest.raises(InputError, match=r"search\.json is (broken|not JSON)"):
        place.check_same()
