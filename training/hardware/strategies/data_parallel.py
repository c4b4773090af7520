"""Training on all devices of one or more processes, on JAX."""

import atexit
import os
import sys

import keras

from training.cli.errors import InputError
from training.cli.errors import Interrupted
from training.hardware.strategies.strategy import Strategy


class DataParallel(Strategy):
    """`keras.distribution.DataParallel`.

    Args:
        coordinator: `HOST:PORT` of process 0, which all processes can reach; by default there is
            one process.
        processes: Number of processes.
        process: Which of them this one is.
    """

    def __init__(self, coordinator=None, processes=None, process=None):
        backend = keras.backend.backend()
        if backend != "jax":
            raise InputError(
                f"--strategy data_parallel needs JAX, and the backend is {backend}, where "
                "keras.distribution does nothing: set KERAS_BACKEND=jax."
            )
        if (coordinator, processes, process) != (None, None, None):
            _join(coordinator, processes, process)
            self.processes = processes
            self.process = process
        self._distribution = keras.distribution.DataParallel(auto_shard_dataset=False)
        self.replicas = self._distribution.num_model_replicas
        self._scope = self._distribution.scope()

    def __str__(self):
        return f"{self.replicas} data-parallel devices (processes: {self.processes})"

    def __enter__(self):
        self._scope.__enter__()
        return self

    def __exit__(self, kind, error, trace):
        self._scope.__exit__(kind, error, trace)
        if error is None or self.processes == 1:
            return
        # JAX would first wait for the other processes, and they for this one.
        atexit.register(_leave_at_once)
        if _is_of_another_process(error):
            raise Interrupted(
                f"Another of the {self.processes} processes ended, or cannot be reached, and so "
                f"process {self.process} stops. When its reason is mended, go on with the same "
                "commands and --resume."
            ) from error


def _join(coordinator, processes, process):
    """Meets the other processes."""
    import jax

    if None in (coordinator, processes, process):
        raise InputError(
            "Several processes need all of --coordinator, --processes and --process. Received: "
            f"{coordinator}, {processes} and {process}."
        )
    coordinator = coordinator.partition(",")[0]  # Keras' variable may list all; it is the first.
    host, _, port = coordinator.rpartition(":")
    if not (host and port.isdecimal()):
        raise InputError(
            f"--coordinator is HOST:PORT, 10.0.0.1:7000, say. Received: {coordinator}."
        )
    if not 0 <= process < processes:
        raise InputError(
            f"--process is from 0 to {processes - 1}, of {processes} processes. "
            f"Received: {process}."
        )
    # For CPUs; GPUs have NCCL.
    jax.config.update("jax_cpu_collectives_implementation", "gloo")
    try:
        jax.distributed.initialize(coordinator, processes, process)
    except RuntimeError as error:
        raise InputError(
            f"The {processes} processes did not meet at {coordinator}: start all of them, with "
            f"that address of process 0. JAX says: {str(error).splitlines()[0]}"
        ) from error


def _is_of_another_process(error):
    """Whether a collective operation failed, whatever the rest of the way it came."""
    while error is not None:
        if any(library in str(error) for library in ("Gloo", "NCCL")):
            return True
        error = error.__cause__ or error.__context__
    return False


def _leave_at_once():
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1)
