import pytest
from example import number
from example import run_example

pytestmark = pytest.mark.slow


def test_recalls_more_than_an_lstm():
    said = run_example("associative_recall")
    guess, plastic, lstm = (
        number(f"{name}:", said) for name in ("shown most often", "plastic memory", "LSTM")
    )
    assert plastic > lstm + 10 and plastic > guess + 30
