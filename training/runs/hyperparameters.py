"""A run's values and scores in TensorBoard's HParams tab.

tensorboardX's `add_hparams` would show each run twice, and only the values that the first one has:
an "experiment" says what there is to see. Without one TensorBoard finds the values of all runs and
which of them differ, and takes the scalars of the same run for its scores.
"""

from tensorboardX import summary

from training.runs.folder import plain


def show_begin(writer, recipe):
    """Shows the values of a run that begins."""
    _, begin, _ = summary.hparams(
        {
            name: value if isinstance(value, (bool, int, float, str)) else str(value)
            for name, value in plain(recipe).items()
            if value is not None
        },
        {},
    )
    writer.file_writer.add_summary(begin)


def show_end(writer):
    """Says that the run came to its end."""
    _, _, end = summary.hparams({}, {})
    writer.file_writer.add_summary(end)
