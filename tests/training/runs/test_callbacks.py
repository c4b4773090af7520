import signal

from training.runs.callbacks import StopWell
from training.runs.folder import RunFolder


def test_signals_stay_where_training_did_not_begin(tmp_path):
    """`fit` may fail before it calls any callback: a second error would hide the first."""
    before = signal.getsignal(signal.SIGTERM)
    StopWell(RunFolder(tmp_path)).restore_signals()
    assert signal.getsignal(signal.SIGTERM) is before
