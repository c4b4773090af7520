import pytest


def test_exports_the_next_version(trained, run_program, tmp_path):
    tf = pytest.importorskip("tensorflow", exc_type=ImportError)
    for version in (1, 2):
        result = run_program("export", trained, "--name", "digits", "--root", tmp_path)
        assert result.exit_code == 0, result.output
        assert str(tmp_path / "digits" / str(version)) in result.output
    loaded = tf.saved_model.load(tmp_path / "digits" / "2")
    assert {"serving_default", "classify", "glimpses"} <= set(loaded.signatures)


@pytest.mark.parametrize("name", ["../digits", "a/b", ".", "", "dig its"])
def test_bad_name(trained, run_program, tmp_path, name):
    result = run_program("export", trained, "--name", name, "--root", tmp_path)
    assert result.exit_code == 1
    assert f"Received: name={name!r}" in result.output
    assert list(tmp_path.iterdir()) == []
