"""`python -m training.play`: what it needs, and which models."""

import socket
import sys

import pytest

pytestmark = pytest.mark.tensorflow


def test_names_what_is_not_installed(run_program, monkeypatch):
    monkeypatch.setitem(sys.modules, "gradio", None)
    result = run_program("play")
    assert result.exit_code == 1
    assert "needs gradio, which is not installed: pip install -e '.[page]'." in result.output


@pytest.mark.slow
def test_what_cannot_be_shown(small_run, run_program, tmp_path):
    pytest.importorskip("gradio")
    missing = run_program("play", "--preset", tmp_path / "none")
    assert missing.exit_code == 1
    assert "must be the path of a preset's folder" in missing.output
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run_program("play", "--run", small_run, "--port", port)
    assert result.exit_code == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in result.output
