import keras
import numpy as np
import pytest

from stawm_keras import optimizers
from stawm_keras.optimizers import SETTLING_STEPS
from stawm_keras.optimizers import Adam


def test_keeps_the_largest_norm_before_clipping():
    optimizer, weights = Adam(global_clipnorm=0.1), [keras.Variable(np.zeros(2)) for _ in range(2)]
    norms = [100.0] * SETTLING_STEPS + [3.0, 7.0, 2.0]
    for norm in norms:
        half = np.full(2, norm / 2)  # Four elements of half the norm each.
        optimizer.apply([half, half], weights)
    assert float(optimizer.largest_gradient_norm) == 7.0
    optimizer.largest_gradient_norm.assign(0.0)
    optimizer.apply([np.full(2, 0.5)] * 2, weights)
    assert float(optimizer.largest_gradient_norm) == 1.0


def test_steps_are_those_of_the_definition():
    """Kingma and Ba, Section 2: epsilon is added before the bias is corrected, as in Keras."""
    weight = keras.Variable(np.ones(3))
    optimizer = Adam(0.1, beta_1=0.8, beta_2=0.99, epsilon=1e-3)
    expected, mean, square = np.ones(3), np.zeros(3), np.zeros(3)
    for step in range(1, 6):
        gradient = np.array([1.0, -2.0, 0.1 * step])
        optimizer.apply([gradient], [weight])
        mean = 0.8 * mean + 0.2 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        rate = 0.1 * np.sqrt(1 - 0.99**step) / (1 - 0.8**step)
        expected = expected - rate * mean / (np.sqrt(square) + 1e-3)
    np.testing.assert_allclose(weight.numpy(), expected, rtol=1e-6)


@pytest.mark.parametrize("options", [{"amsgrad": True}, {"weight_decay": 0.1, "clipvalue": 0.5}])
def test_options_do_what_they_do_in_keras(options):
    ours, theirs = keras.Variable(np.ones(3)), keras.Variable(np.ones(3))
    for make, weight in ((Adam, ours), (keras.optimizers.Adam, theirs)):
        optimizer = make(0.1, **options)
        for step in range(5):
            optimizer.apply([np.array([1.0, -2.0, 0.1 * step])], [weight])
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-5)


def fitted(optimizer, steps=6):
    """A model of one weight vector after a few steps of `fit`, of one image each."""
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(optimizer, loss="mse")
    inputs = np.random.default_rng(0).normal(size=(steps, 3)).astype("float32")
    model.fit(inputs, np.arange(float(steps)), batch_size=1, shuffle=False, verbose=0)
    return model


def test_accumulates_gradients_as_keras_does():
    """Two steps of two gradients each, and one gradient that waits."""
    options = {"learning_rate": 0.1, "gradient_accumulation_steps": 2, "global_clipnorm": 0.5}
    ours, theirs = (fitted(make(**options), 5) for make in (Adam, keras.optimizers.Adam))
    np.testing.assert_allclose(
        ours.layers[0].kernel.numpy(), theirs.layers[0].kernel.numpy(), rtol=1e-5
    )
    assert np.abs(ours.layers[0].kernel.numpy() - 1).max() > 0.1


@pytest.mark.parametrize("name", ["Adam", "SGD"])
@pytest.mark.parametrize(
    "packages", [(keras.optimizers, optimizers), (optimizers, keras.optimizers)]
)
def test_state_goes_from_keras_and_back(tmp_path, name, packages):
    """Trained further from the check-point, the other's weights are what the one's are."""
    options = {"learning_rate": 0.01} | ({"momentum": 0.9} if name == "SGD" else {})
    kept, taken = (getattr(package, name)(**options) for package in packages)
    fitted(kept).save(tmp_path / "model.keras")
    model = fitted(taken, steps=1)
    model.load_weights(tmp_path / "model.keras")
    assert int(taken.iterations.numpy()) == 6
    compared = list(zip(kept.variables, taken.variables, strict=False))
    assert len(compared) == {"Adam": 6, "SGD": 4}[name]
    for one, other in compared:
        np.testing.assert_array_equal(one.numpy(), other.numpy())


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", ["Adam", "SGD"])
@pytest.mark.parametrize(
    "clipping", [{"global_clipnorm": 1.0}, {"clipnorm": 1.0}, {"clipvalue": 1.5}, {}]
)
def test_repeated_rows_of_an_embedding_are_added_up(name, clipping):
    import tensorflow as tf

    rows = tf.IndexedSlices(tf.ones((3, 2)), tf.constant([1, 1, 0]), tf.constant([4, 2]))
    dense = np.array([[1.0, 1.0], [2.0, 2.0], [0.0, 0.0], [0.0, 0.0]])
    weights = [keras.Variable(np.zeros((4, 2))) for _ in "ab"]
    for gradient, weight in zip((rows, dense), weights, strict=True):
        optimizer = getattr(optimizers, name)(0.1, **clipping)
        optimizer.build([weight])
        optimizer.iterations.assign(SETTLING_STEPS)
        for _ in range(3):
            optimizer.apply([gradient], [weight])
        np.testing.assert_allclose(optimizer.largest_gradient_norm, np.sqrt(10), rtol=1e-6)
    np.testing.assert_allclose(weights[0], weights[1], rtol=1e-6)


def test_config_round_trip():
    optimizer = Adam(0.1, clipvalue=3.0)
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(optimizer))
    assert type(copy) is Adam and copy.get_config() == optimizer.get_config()


def test_arguments_that_they_do_not_take():
    with pytest.raises(TypeError, match="Did you mean `learning_rate`?"):
        Adam(learning_rat=0.1)
