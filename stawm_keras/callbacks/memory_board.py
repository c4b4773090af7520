"""What a memory does with sequences while a model learns, for TensorBoard."""

import numpy as np

from stawm_keras.callbacks.board import Board


class MemoryBoard(Board):
    """Shows in TensorBoard what a model that reads sequences remembers while it learns.

    It stands beside `keras.callbacks.TensorBoard`, takes the same folder and writes a TensorBoard
    run `memory` into it. It needs tensorboardX and matplotlib, and no TensorFlow.

    * After every epoch: what the model's memories report of themselves, each as `memory/` and its
      name.
    * Every `every` epochs and after the last one: pictures, as `draw` makes them. Of a model whose
      weights are not finite there are none.

    A step is the number of epochs that were trained.

    Args:
        log_dir: Path of TensorBoard's folder.
        draw: Function of the model that returns a dictionary of `matplotlib.figure.Figure` by name:
            of `stawm_keras.visualisation.plot_addressing`, say.
        every: Integer, how many epochs there are from one look to the next.

    Raises:
        ValueError: If `every` is not positive.
        ImportError: If tensorboardX or matplotlib is not installed.

    Example:

    >>> from stawm_keras.visualisation import plot_addressing, trace_addressing
    >>> sequences = np.zeros((1, 7, 4))
    >>> def draw(model):
    ...     found = trace_addressing(model, sequences)
    ...     of_first = {name: weights[0] for name, weights in found.items()}
    ...     return {"addressing": plot_addressing(sequences[0], of_first)}
    >>> board = stawm_keras.callbacks.MemoryBoard("logs", draw, every=5)
    >>> # model.fit(inputs, targets, callbacks=[keras.callbacks.TensorBoard("logs"), board])
    """

    def __init__(self, log_dir, draw, every=1):
        super().__init__(log_dir, "memory", every)
        self.draw = draw

    def look(self, step):
        if all(np.isfinite(weight).all() for weight in self.model.get_weights()):
            self.write_pictures(self.draw(self.model), step)
