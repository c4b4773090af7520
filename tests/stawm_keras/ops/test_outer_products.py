import numpy as np
import pytest
from gradients import gradients
from keras import ops

from stawm_keras.ops import Association
from stawm_keras.ops import associate
from stawm_keras.ops import associate_sequence
from stawm_keras.ops import outer_products
from stawm_keras.ops import recall_sequence


def drawn(rule, decay, steps, positive=False):
    """Keys, values, rates and decays as they come, and queries, of two images and three heads."""
    rng = np.random.default_rng(0)
    keys, values, queries = (rng.normal(size=(2, 3, steps, size)) for size in (4, 5, 4))
    if positive:
        keys, values = np.abs(keys), np.abs(values)
    keys, values = (part / np.linalg.norm(part, axis=-1, keepdims=True) for part in (keys, values))
    rates = rng.uniform(0, 1, (2, 3, steps)) if rule != "hebb" else None
    decays = np.log(rng.uniform(0.5, 1, (2, 3, steps))) if decay else None
    parts = [keys, values, queries, rates, decays]
    return [part.astype("float32") for part in parts if part is not None]


def written(rule, decay, keys, values, *gates):
    gates = list(gates)
    rates = gates.pop(0) if rule != "hebb" else None
    return Association(keys, values, rates, gates.pop(0) if decay else None)


def in_chunks(rule, decay, keys, values, queries, *gates):
    association = written(rule, decay, keys, values, *gates)
    reads = recall_sequence(association, queries, rule)
    memory = associate_sequence(association, rule)
    return ops.concatenate([reads, ops.swapaxes(memory, 2, 3)], axis=2)


def in_turn(rule, decay, keys, values, queries, *gates):
    association = written(rule, decay, keys, values, *gates)
    memory, reads = ops.zeros((2, 3, 5, 4)), []
    for step in range(keys.shape[2]):
        of_step = Association(*(None if part is None else part[:, :, step] for part in association))
        memory = associate(memory, of_step, rule)
        reads.append(ops.matmul(memory, queries[:, :, step, :, None])[..., 0])
    return ops.concatenate([ops.stack(reads, axis=2), ops.swapaxes(memory, 2, 3)], axis=2)


@pytest.mark.parametrize(
    ("rule", "decay", "steps", "chunk"),
    [
        ("delta", True, 5, 2),
        ("oja", False, 5, 2),
        *(
            pytest.param(rule, decay, steps, 16, marks=pytest.mark.slow)
            for rule in ("hebb", "delta", "oja")
            for decay in (False, True)
            for steps in (16, 17, 33)
        ),
    ],
)
def test_chunks_give_what_the_steps_give(monkeypatch, rule, decay, steps, chunk):
    """Outputs and gradients, to 1e-5."""
    monkeypatch.setattr(outer_products, "CHUNK", chunk)
    arrays = drawn(rule, decay, steps)
    factors = np.random.default_rng(1).normal(size=(2, 3, steps + 4, 5)).astype("float32")

    def outputs_and_slopes(function):
        found = function(rule, decay, *map(ops.convert_to_tensor, arrays))
        slopes = gradients(lambda *parts: ops.sum(function(rule, decay, *parts) * factors), arrays)
        return [ops.convert_to_numpy(found), *slopes]

    for one, other in zip(outputs_and_slopes(in_chunks), outputs_and_slopes(in_turn), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-5 * np.abs(other).max())


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["delta", "oja"])
def test_as_exact_as_the_steps_where_all_is_alike(rule):
    """Keys of non-negative numbers, where inverting by products of matrices errs by 2e-5."""
    arrays = drawn(rule, False, 16, positive=True)
    found, expected = (
        ops.convert_to_numpy(function(rule, False, *map(ops.convert_to_tensor, arrays)))
        for function in (in_chunks, in_turn)
    )
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_much_forgetting_leaves_no_nan():
    """What is kept is below the least of float32's numbers, and its inverse above the largest."""
    arrays = drawn("delta", True, 4)
    arrays[-1] = np.full_like(arrays[-1], -200)
    found = gradients(lambda *parts: ops.sum(in_chunks("delta", True, *parts)), arrays)
    assert all(np.isfinite(slope).all() for slope in found)
