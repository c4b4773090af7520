"""What a run wrote for TensorBoard."""

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData


def read_events(run, name):
    """Everything in one of the folders of a run's `tensorboard/`."""
    return EventAccumulator(str(run / "tensorboard" / name)).Reload()


def hparams_of(found, tag):
    """What the HParams tab is told, when a run begins or ends."""
    metadata = found.SummaryMetadata(f"_hparams_/{tag}")
    return HParamsPluginData.FromString(metadata.plugin_data.content)
