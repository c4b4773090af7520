"""On which devices a run trains."""

from training.cli.errors import InputError
from training.hardware.backend import import_backend
from training.hardware.strategies.strategy import Strategy

NAMES = ("mirrored", "data_parallel")


def start(name=None, devices=None, coordinator=None, processes=None, process=None):
    """The strategy of a name, a context manager; by default one device.

    Args:
        name: One of `NAMES`, if any.
        devices: Number of devices, for `"mirrored"`.
        coordinator: `HOST:PORT` of the first of several processes, for `"data_parallel"`.
        processes: Number of these processes.
        process: Which of them this one is.

    Raises:
        InputError: What was given does not fit together, or does not fit this machine.
    """
    cluster = (coordinator, processes, process)
    if devices is not None and name != "mirrored":
        raise InputError(f"--devices {devices} was given: it needs --strategy mirrored.")
    if cluster != (None, None, None) and name != "data_parallel":
        raise InputError(
            "--coordinator, --processes and --process, or KERAS_DISTRIBUTION_ variables, were "
            "given: they need --strategy data_parallel."
        )
    import_backend()
    if name == "mirrored":
        from training.hardware.strategies.mirrored import Mirrored

        return Mirrored(devices)
    if name == "data_parallel":
        from training.hardware.strategies.data_parallel import DataParallel

        return DataParallel(*cluster)
    return Strategy()
