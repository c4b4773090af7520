import pytest

from stawm_keras.layers import FastWeightsCell


@pytest.mark.parametrize(
    "argument", [{"units": 0}, {"decay": 0}, {"decay": 1.1}, {"rate": 0}, {"inner_steps": 0}]
)
def test_bad_arguments(argument):
    (name,) = argument
    with pytest.raises(ValueError, match=f"`{name}`.*Received: {name}="):
        FastWeightsCell(**{"units": 4, **argument})
