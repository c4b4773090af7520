import keras
import numpy as np
import pytest
from keras import ops

from stawm_keras.layers import MemoryRead
from stawm_keras.layers import OuterProductCell

UNITS = 64


def recalled(rule, keys, values):
    """What keys read of a memory that has learned nothing but to write in full."""
    cell = OuterProductCell(UNITS, rule=rule)
    cell.build((None, 3 * UNITS))
    if rule == "delta":
        cell.rate.kernel.assign(ops.zeros((3 * UNITS, 1)))
        cell.rate.bias.assign([20.0])
    inputs = np.concatenate([keys, values, keys], axis=-1).astype("float32")
    return ops.convert_to_numpy(MemoryRead()(cell.write(inputs), inputs[..., :UNITS]))


def random_units(batch, count):
    vectors = np.random.default_rng(0).normal(size=(2, batch, count, UNITS))
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


@pytest.mark.parametrize(("rule", "error"), [("hebb", 15 / UNITS), ("delta", 0.135)])
def test_recall_of_random_keys(rule, error):
    """What is known of 16 unit vectors in 64 dimensions."""
    keys, values = random_units(60, 16)
    found = np.square(recalled(rule, keys, values) - values).sum(axis=-1).mean()
    assert found == pytest.approx(error, rel=0.1)


def test_delta_recalls_orthonormal_keys_exactly():
    keys = np.linalg.qr(np.random.default_rng(0).normal(size=(UNITS, UNITS)))[0][None, :16]
    _, values = random_units(1, 16)
    np.testing.assert_allclose(recalled("delta", keys, values), values, atol=1e-5)


def test_delta_overwrites_exactly():
    keys, values = random_units(3, 2)
    keys[:, 1] = keys[:, 0]
    for read in recalled("delta", keys, values).swapaxes(0, 1):
        np.testing.assert_allclose(read, values[:, 1], atol=1e-5)
    both = recalled("hebb", keys, values)[:, 0]
    np.testing.assert_allclose(both, values.sum(axis=1), atol=1e-5)


def test_oja_spans_what_is_written_often():
    """The subspace rule: values that span a plane become all that is answered with."""
    rng = np.random.default_rng(0)
    plane = np.linalg.qr(rng.normal(size=(UNITS, 2)))[0]
    values = rng.normal(size=(1, 40, 2)) @ plane.T
    cell = OuterProductCell(UNITS, rule="oja")
    cell.build((None, 3 * UNITS))
    memory = cell.write(np.concatenate([values, values, values], axis=-1).astype("float32"))
    found = ops.convert_to_numpy(memory["weights"])[0]
    np.testing.assert_allclose(found, plane @ plane.T, atol=1e-3)


def test_report_of_what_is_learned():
    cell = OuterProductCell(4, rule="delta", decay="learned")
    cell.build((None, 4))
    assert cell.report() == {"decay": pytest.approx(0.9526, abs=1e-4), "rate": pytest.approx(0.5)}


@pytest.mark.parametrize(
    "argument",
    [
        {"units": 0},
        {"rule": "hopfield"},
        {"heads": 0},
        {"heads": 3},
        {"heads": 8},
        {"decay": 0},
        {"decay": 1.5},
        {"decay": "much"},
        {"decay": (0.9, 0.8, 0.7)},
    ],
)
def test_bad_arguments(argument):
    (name,) = argument
    with pytest.raises(ValueError, match=f"`{name}`.*Received: {name}="):
        OuterProductCell(**{"units": 4, "heads": 2 if name == "decay" else 1, **argument})


def test_input_of_another_width():
    with pytest.raises(ValueError, match="keras.layers.Dense.*Received: input of shape"):
        keras.layers.RNN(OuterProductCell(4))(np.zeros((2, 3, 8), "float32"))


@pytest.mark.parametrize("decay", [None, "learned"])
def test_built_to_write_has_no_weights_for_reads(decay):
    whole, writing = (OuterProductCell(4, "delta", decay) for _ in range(2))
    inputs = np.random.default_rng(0).normal(size=(2, 3, 4)).astype("float32")
    whole.build((None, 4))
    writing.build_to_write((None, 4))
    names = [weight.path.split("/", 1)[1] for weight in whole.weights]
    kept = [
        value for name, value in zip(names, whole.get_weights(), strict=True) if "query" not in name
    ]
    assert len(kept) == len(names) - 1
    writing.set_weights(kept)
    np.testing.assert_allclose(writing.write(inputs)["weights"], whole.write(inputs)["weights"])
