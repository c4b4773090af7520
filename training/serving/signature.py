"""A signature of a SavedModel, whose requests are run together."""

import itertools
import threading

from training.serving.pictures import INPUT
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
        outputs: Names of the outputs, sorted.
        takes_pictures: Whether it decodes pictures, one a row.
    """

    def __init__(self, function, batch_size):
        import tensorflow as tf

        _, inputs = function.structured_input_signature
        self.inputs = dict(sorted(inputs.items()))
        self.batch_size = batch_size
        spec = self.inputs.get(INPUT)
        self.takes_pictures = spec is not None and (spec.dtype, spec.shape.rank) == ("string", 1)
        self.outputs = sorted(function.structured_outputs)
        self._function = function
        self._alone = threading.Lock()
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
            return [found[name] for name in self.outputs]

        @tf.function(input_signature=list(self.inputs.values()), autograph=False)
        def run(*arrays):
            with tf.name_scope(scope):
                return run_batch(*arrays)

        self._run = run.get_concrete_function()

    def run(self, arrays):
        """Outputs by name, as NumPy arrays, for inputs by name."""
        import tensorflow as tf

        inputs = {name: tf.constant(arrays[name]) for name in self.inputs}
        try:
            outputs = dict(zip(self.outputs, self._run(*inputs.values()), strict=True))
        except tf.errors.UnavailableError as error:
            raise Refused(503, "Too many requests are waiting: try again later.") from error
        except tf.errors.InvalidArgumentError:
            if not self.takes_pictures:
                raise
            outputs = self._run_alone(inputs)
        return {name: outputs[name].numpy() for name in self.outputs}

    def _run_alone(self, inputs):
        """What may have failed for another call's picture that is broken."""
        import tensorflow as tf

        try:
            with self._alone:
                return self._function(**inputs)
        except tf.errors.InvalidArgumentError as error:
            raise Refused(400, "A picture cannot be decoded: it is cut or broken.") from error
