import keras
import numpy as np
import pytest

from stawm_keras import optimizers
from stawm_keras.layers import MemoryQuery
from stawm_keras.random import ReplicaSeedGenerator

pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="tf.distribute is TensorFlow's"
)

SHARES = np.array([[3.0, -1.0, 0.5], [1.0, -3.0, 1.5]])  # Of two replicas, in the gradient.


@pytest.fixture
def strategy():
    import tensorflow as tf

    # Collective operations would meet those of other strategies in this process.
    summing = tf.distribute.ReductionToOneDevice()
    return tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"], cross_device_ops=summing)


def steps(make, gradient_of, run):
    """Two weights, and the largest gradient norm, after a few steps of a new optimiser."""
    optimizer, weights = make(), [keras.Variable(np.ones(3)) for _ in range(2)]
    optimizer.build(weights)
    optimizer.iterations.assign(optimizers.SETTLING_STEPS)
    for step in range(1, 5):
        run(lambda step=step: optimizer.apply([gradient_of(), step * gradient_of()], weights))
    return [np.array(v) for v in (*weights, optimizer.largest_gradient_norm)]


@pytest.mark.parametrize("name", ["Adam", "SGD"])
@pytest.mark.parametrize(
    "clipping", [{"global_clipnorm": 0.1}, {"clipvalue": 1.9}, {"clipnorm": 2.0}, {}]
)
def test_steps_and_clipping_are_those_of_the_whole_batch(strategy, name, clipping):
    import tensorflow as tf

    def make():
        return getattr(optimizers, name)(0.1, weight_decay=0.1, **clipping)

    def own_share():
        replica = tf.distribute.get_replica_context().replica_id_in_sync_group
        return tf.gather(tf.constant(SHARES, "float32"), replica)

    expected = steps(make, lambda: SHARES.sum(axis=0), lambda step: step())
    with strategy.scope():
        found = steps(make, own_share, strategy.run)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5)


def test_no_gradient_is_no_gradient(strategy):
    with strategy.scope():
        optimizer, weights = optimizers.SGD(1.0), [keras.Variable(np.ones(1)) for _ in range(2)]
        optimizer.build(weights)
        strategy.run(lambda: optimizer.apply([None, keras.ops.ones(1)], weights))
    assert [float(np.array(weight)[0]) for weight in weights] == [1.0, -1.0]


def test_replicas_drop_different_units(strategy):
    query = MemoryQuery(32, dropout=0.5, seed=1)
    context = np.ones((1, 4), "float32")
    with strategy.scope():
        query.build((None, 4))
        query.projection.bias.assign(np.ones(32))
        answers = strategy.run(lambda: query(context, training=True))
    first, second = (np.array(value) for value in answers.values)
    assert (first == 0).any() and ((first == 0) != (second == 0)).any()


def test_replicas_draw_different_numbers(strategy):
    with strategy.scope():
        generator = ReplicaSeedGenerator(3)
        drawn = [strategy.run(lambda: keras.random.uniform((8,), seed=generator)) for _ in "ab"]
    draws = [np.array(value) for values in drawn for value in values.values]
    assert len(draws) == 4
    for place, one in enumerate(draws):
        assert all(np.abs(one - other).max() > 0.01 for other in draws[:place])
