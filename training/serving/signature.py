"""A signature of a SavedModel, whose requests are run together."""

import itertools

from training.serving.refused import Refused

WAIT_MICROSECONDS = 2000  # How long a first request waits for others to run with.
QUEUE = 1000  # Batches that may wait, far more than there are threads to ask.
SCOPES = (f"signature_{number}" for number in itertools.count())


class Signature:
    """A function from named arrays to named arrays, to be called from many threads.

    Calls that arrive together are run as one batch, by the scheduler that TensorFlow Serving uses.

    Args:
        function: The concrete function, of keyword arguments.
        batch_size: Most rows that are run at once, and so that one call may have.

    Attributes:
        inputs: `tf.TensorSpec` of every input, by name.
    """

    def __init__(self, function, batch_size):
        import tensorflow as tf

        _, inputs = function.structured_input_signature
        self.inputs = dict(sorted(inputs.items()))
        self.batch_size = batch_size
        self._outputs = sorted(function.structured_outputs)
        scope = next(SCOPES)  # TensorFlow makes batches of all calls of one name in the process.

        @tf.nondifferentiable_batch_function(
            num_batch_threads=1,
            max_batch_size=batch_size,
            batch_timeout_micros=WAIT_MICROSECONDS,
            max_enqueued_batches=QUEUE,
            autograph=False,
        )
        def run_batch(*arrays):
            found = function(**dict(zip(self.inputs, arrays, strict=True)))
            return [found[name] for name in self._outputs]

        @tf.function(input_signature=list(self.inputs.values()), autograph=False)
        def run(*arrays):
            with tf.name_scope(scope):
                return run_batch(*arrays)

        self._run = run.get_concrete_function()

    def run(self, arrays):
        """Outputs by name, as NumPy arrays, for inputs by name."""
        import tensorflow as tf

        try:
            outputs = self._run(*(tf.constant(arrays[name]) for name in self.inputs))
        except tf.errors.UnavailableError as error:
            raise Refused(503, "Too many requests are waiting: try again later.") from error
        return {name: found.numpy() for name, found in zip(self._outputs, outputs, strict=True)}
