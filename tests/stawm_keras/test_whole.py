import stat

import pytest

from stawm_keras.whole import whole_file
from stawm_keras.whole import whole_folder


class Stopped(BaseException):
    """As KeyboardInterrupt is, no error."""


def below(folder):
    """What the files below a folder hold, by their paths."""
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


def test_file_takes_the_place_of_the_one_before(tmp_path):
    target = tmp_path / "new/folder/file.txt"
    for text in ("first", "second"):
        with whole_file(target) as partial:
            assert partial.name == "file.txt"
            partial.write_text(text)
        assert below(tmp_path) == {"new/folder/file.txt": text}


@pytest.mark.parametrize("error", [OSError, Stopped])
def test_file_stays_where_writing_fails(tmp_path, error):
    (tmp_path / "file.txt").write_text("first")
    with pytest.raises(error), whole_file(tmp_path / "file.txt") as partial:
        partial.write_text("half")
        raise error
    assert below(tmp_path) == {"file.txt": "first"}


def test_folder_takes_the_place_of_the_one_before(tmp_path):
    for name in ("first", "second"):
        with whole_folder(tmp_path / "folder") as partial:
            (partial / name).write_text("")
        assert below(tmp_path) == {f"folder/{name}": ""}
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) & 0o500 == 0o500


@pytest.mark.parametrize("error", [OSError, Stopped])
def test_folder_stays_where_filling_fails(tmp_path, error):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/file").write_text("first")
    with pytest.raises(error), whole_folder(tmp_path / "folder") as partial:
        (partial / "file").write_text("half")
        raise error
    assert below(tmp_path) == {"folder/file": "first"}


def test_folder_comes_back_where_moving_fails(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/file").write_text("first")
    with pytest.raises(FileNotFoundError), whole_folder(tmp_path / "folder") as partial:
        partial.rmdir()
    assert below(tmp_path) == {"folder/file": "first"}
