"""Sets a training step beside what the machine can do, and takes it apart.

    python -m benchmarks.roofline mnist_classify_28

Floating-point operations are counted by TensorFlow's profiler, from the graph of the step. The rate
of the machine is that of a large matrix product of the same dtype. Every part is timed alone,
forward and backward (frozen ones forward alone), as often as a step has it, less what a call of
nothing takes; what the parts do not add up to, or exceed, is what runs beside them or beside each
other.
"""

import os
import statistics

import numpy as np

from benchmarks.operations import count_operations
from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write


def main():
    """Takes apart the recipe that the command line names."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    from training import recipes

    made = parser(__doc__)
    made.add_argument("recipe", choices=recipes.names(), metavar="RECIPE")
    made.add_argument("--precision", default="float32", choices=("float32", "mixed_bfloat16"))
    options = made.parse_args()

    from benchmarks.contest import Competitor
    from benchmarks.contest import take_turns
    from benchmarks.workers.keras_model import build
    from benchmarks.workers.keras_model import find
    from stawm_keras.models import seen

    recipe = find(options.recipe, options.precision)
    model = build(options.recipe, recipe)
    if "memory" not in seen(model):
        made.error(f"{options.recipe} has no glimpses and no memory to take apart")
    asked = {"recipe": options.recipe, "precision": options.precision}
    worker = Competitor("benchmarks.workers.keras_training", asked)
    times = take_turns({"step": worker}, options.rounds)["step"]
    worker.close()
    step = statistics.median(times)

    operations = _operations(model, recipe)
    peak = _peak(options.rounds)
    facts = {
        "step_ms": 1e3 * step,
        "gflop": operations / 1e9,
        "gflop_a_second": operations / 1e9 / step,
        **{f"machine_{dtype}_gflop_a_second": rate for dtype, rate in peak.items()},
        "of_machine_float32": operations / 1e9 / step / peak["float32"],
    }
    print_table([facts])
    rows = [
        {
            "part": name,
            "times": times,
            "ms": 1e3 * times * seconds,
            "of_step": times * seconds / step,
        }
        for name, times, seconds in _parts(model, recipe, options.rounds)
    ]
    print_table(rows)
    write(options.out, rows, step=facts)


def _operations(model, recipe):
    """Floating-point operations of a training step."""
    import tensorflow as tf

    from benchmarks.workers.keras_model import images
    from training.tasks import task_of

    batch = images(recipe, recipe.optimisation.batch_size)
    targets = task_of(recipe).targets(batch, np.zeros(len(batch), "int32"))
    inputs = tf.nest.map_structure(tf.convert_to_tensor, (batch, targets))
    # In the graph a frozen CNN has gradients, which are never run.
    run = model.train_step if _learns_to_look(model) else lambda data: model(data[0])
    return count_operations(run, inputs)


def _learns_to_look(model):
    return bool(model.get_layer("context_cnn").trainable_variables)


def _peak(rounds):
    """GFLOP/s of large matrix products."""
    from keras import ops

    from benchmarks.compiled import compiled
    from benchmarks.compiled import seconds

    side = 2048
    rates = {}
    for dtype in ("float32", "bfloat16"):
        matrix = ops.ones((side, side), dtype)
        times = seconds(compiled(ops.matmul), matrix, matrix, rounds=rounds)
        rates[dtype] = 2 * side**3 / 1e9 / min(times)
    return rates


def _parts(model, recipe, rounds):
    """Name, how often a step has it, and seconds of each part."""
    from keras import ops

    from benchmarks.compiled import compiled
    from benchmarks.compiled import layer_gradients
    from benchmarks.compiled import seconds
    from benchmarks.compiled import with_gradients
    from benchmarks.memory import arrays
    from benchmarks.workers.keras_model import batches
    from benchmarks.workers.keras_model import images
    from stawm_keras.models import seen
    from stawm_keras.ops import affine_sample
    from training.hardware.allocator import keep_freed_memory

    keep_freed_memory()  # As in the step.

    def median(function, *arguments):
        tensors = [ops.convert_to_tensor(value) for value in arguments]
        return statistics.median(seconds(function, *tensors, rounds=rounds))

    # In the step no part is called by itself.
    call = median(compiled(ops.negative), 0.0)

    def graph(function, *arguments):
        return median(function, *arguments) - call

    loop = model.get_layer("glimpse_loop")
    cell = loop.cell
    count, steps = recipe.optimisation.batch_size, loop.num_glimpses

    def trained(layer, *inputs):
        """Seconds that a layer which looks takes."""
        if layer.trainable_variables:
            return graph(layer_gradients(layer, *inputs))
        return graph(compiled(layer), *inputs)

    picture = (images(recipe, count) / 255).astype("float32")
    glimpse_shape = (count, *cell.sensor.look_shape(picture.shape[1:]))
    rng = np.random.default_rng(0)
    pose = (np.array([0.5, 0, 0, 0, 0.5, 0]) + 0.1 * rng.normal(size=(count, 6))).astype("float32")
    glimpse = rng.uniform(size=glimpse_shape).astype("float32")
    hidden = np.zeros((count, cell.units), "float32")
    features = np.zeros((count, cell.glimpse_features.kernel.shape[0]), "float32")

    yield "context CNN", 1, trained(model.get_layer("context_cnn"), picture)
    yield "glimpse CNN", steps, trained(cell.glimpse_cnn, glimpse)
    compile_it = with_gradients if _learns_to_look(model) else compiled
    sample = compile_it(lambda pose: affine_sample(picture, pose, glimpse_shape[1:3]))
    yield "sampler", steps, graph(sample, pose)
    yield "glimpse features", steps, trained(cell.glimpse_features, features)
    for lstm in (cell.emission_lstm, cell.aggregator_lstm):
        yield lstm.name, 1, trained(_unrolled(lstm, steps), hidden)
    yield "pose emitter", steps, trained(cell.pose_emitter, hidden)
    memory = arrays(count, steps, cell.memory.units)
    yield "memory", 1, trained(_remembered(cell.memory, model), *memory)
    if "sketches" in seen(model):
        latents = rng.normal(size=(count, steps, recipe.model.latent_units)).astype("float32")
        sketcher = model.get_layer("sketcher")
        poses = np.repeat(pose[:, None], steps, axis=1)
        yield "decoder and its warps", 1, graph(layer_gradients(sketcher, latents, poses))
    yield "optimiser", 1, graph(_optimise(model))
    loader = batches(recipe)
    yield "input pipeline, beside the step", 1, median(lambda: loader._prepare(0, 0))


def _unrolled(cell, steps):
    """A layer that takes as many steps of a cell as a training step does."""
    import keras
    from keras import ops

    class Unrolled(keras.Layer):
        def __init__(self):
            super().__init__(dtype=cell.dtype_policy)
            self.cell = cell

        def call(self, inputs):
            weights = self.cell.prepared()
            output, carry = inputs, ops.zeros_like(inputs)
            for _ in range(steps):
                output, carry = self.cell.apply(output, (output, carry), weights)
            return output

    return Unrolled()


def _remembered(memory, model):
    """A layer that writes keys as a training step does, and reads what the model's heads read."""
    import keras
    from keras import ops

    from stawm_keras.layers import MemoryRead

    learns = _learns_to_look(model)
    heads = [layer for layer in model._flatten_layers() if isinstance(layer, MemoryRead)]

    class Remembered(keras.Layer):
        def __init__(self):
            super().__init__()
            self.memory = memory
            self.heads = heads

        def call(self, keys, query):
            written = self.memory.write(keys if learns else ops.stop_gradient(keys))
            return [read(written, query) for read in self.heads]

    return Remembered()


def _optimise(model):
    """The optimiser's step, clipping and all."""
    import tensorflow as tf

    gradients = [tf.ones_like(variable.value) for variable in model.trainable_variables]

    @tf.function
    def step():
        model.optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return model.optimizer.iterations.value

    return step


if __name__ == "__main__":
    main()
