"""What every head shares: glimpses of an image, written into a memory."""

from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional as F

from benchmarks.peer.cnn import build_cnn
from benchmarks.peer.cnn import count_features
from benchmarks.peer.normalise import Normalise
from benchmarks.peer.pose_emitter import PoseEmitter
from benchmarks.peer.sampling import sample


class Seen(NamedTuple):
    """Where looking at a batch of images has got to.

    Attributes:
        images: The normalised images.
        context: Features of the whole images.
        features: Features of the last glimpse; `None` before the first.
        emission: Output and cell state of the emission LSTM.
        aggregator: Output and cell state of the aggregator LSTM.
        memory: W.
    """

    images: torch.Tensor
    context: torch.Tensor
    features: torch.Tensor | None
    emission: tuple[torch.Tensor, torch.Tensor]
    aggregator: tuple[torch.Tensor, torch.Tensor]
    memory: torch.Tensor


class Backbone(nn.Module):
    """Looks at images and remembers what it saw (Figure 2).

    A head starts with `start`, then asks for `num_glimpses` glimpses, and reads the memory after
    the last or after each.
    """

    def __init__(
        self,
        image_shape,
        context_cnn,
        glimpse_cnn,
        num_glimpses,
        glimpse_size,
        memory,
        lstm_units,
        batch_norm,
        dropout,
        where,
        mean,
        std,
    ):
        super().__init__()
        *image_sides, channels = image_shape
        self.lstm_units = lstm_units
        self.num_glimpses = num_glimpses
        self.glimpse_sides = (glimpse_size, glimpse_size)
        self.where_from_pose = where == "pose"
        self.context_units = count_features(image_sides, context_cnn)
        self.normalise = Normalise(mean, std)
        self.dropout = nn.Dropout(dropout)
        self.context_cnn = build_cnn(channels, context_cnn, batch_norm)
        self.context_features = nn.Linear(self.context_units, lstm_units)
        self.glimpse_cnn = build_cnn(channels, glimpse_cnn, batch_norm)
        self.glimpse_features = nn.Linear(
            count_features(self.glimpse_sides, glimpse_cnn), lstm_units
        )
        self.emission_lstm = nn.LSTMCell(lstm_units, lstm_units)
        self.aggregator_lstm = nn.LSTMCell(lstm_units, lstm_units)
        self.pose_emitter = PoseEmitter(lstm_units, max(1, lstm_units // 2), dropout)
        self.what = nn.Linear(lstm_units, memory.units)
        self.where = nn.Linear(6 if self.where_from_pose else lstm_units, memory.units)
        self.memory = memory

    def start(self, images):
        """`Seen` before the first glimpse."""
        images = self.normalise(images)
        context = self.context_cnn(images)
        hidden = F.relu(self.dropout(self.context_features(context)))
        nothing = torch.zeros_like(hidden)
        return Seen(
            images,
            context,
            features=None,
            emission=(hidden, nothing),
            aggregator=(nothing, nothing),
            memory=self.memory.empty(len(images)),
        )

    def glimpse(self, seen):
        """`Seen` after one more glimpse."""
        # The context is the emission LSTM's first input, and its first hidden state.
        emission_input, aggregator = seen.emission[0], seen.aggregator
        if seen.features is not None:
            aggregator = self.aggregator_lstm(seen.features, aggregator)
            emission_input = aggregator[0]
        emission = self.emission_lstm(emission_input, seen.emission)
        pose = self.pose_emitter(emission[0])
        features = self.glimpse_cnn(sample(seen.images, pose, self.glimpse_sides))
        features = F.relu(self.dropout(self.glimpse_features(features)))
        where = self.where(pose.flatten(1) if self.where_from_pose else emission[0])
        key = F.relu6(self.what(features) * where)
        return seen._replace(
            features=features,
            emission=emission,
            aggregator=aggregator,
            memory=self.memory.write(seen.memory, key),
        )
