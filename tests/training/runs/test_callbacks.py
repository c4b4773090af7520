import math
import signal

from training.recipes import digits_demo
from training.runs.callbacks import Record
from training.runs.callbacks import StopWell
from training.runs.folder import RunFolder
from training.runs.metrics import write_metrics


def test_signals_stay_where_training_did_not_begin(tmp_path):
    """`fit` may fail before it calls any callback: a second error would hide the first."""
    before = signal.getsignal(signal.SIGTERM)
    StopWell(RunFolder(tmp_path)).restore_signals()
    assert signal.getsignal(signal.SIGTERM) is before


def test_best_of_a_resumed_run_is_a_number(tmp_path):
    run = RunFolder(tmp_path)
    lines = [{"epoch": 1, "error": math.nan}, {"epoch": 2, "error": 2.0}]
    write_metrics(run.metrics_file, lines)
    assert Record(run, digits_demo.recipe, an_epoch=1).best == 2.0
