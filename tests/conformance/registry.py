"""Every public layer and model, with how to make one and what to feed it.

A public class that is not here fails the conformance tests.
"""

from typing import NamedTuple

import keras
import numpy as np

from stawm_keras import layers
from stawm_keras import models

RNG = np.random.default_rng(0)
IMAGE = (10, 12, 2)
UNITS = 8


class Entry(NamedTuple):
    """A public class: how to make one, and a tuple of (nested) arrays of three samples to call."""

    make: object
    inputs: tuple


def array(*shape):
    """Three samples, positive, so that no ReLU hides the answer."""
    return RNG.uniform(0.1, 1, size=(3, *shape)).astype("float32")


def pixels():
    return (255 * array(*IMAGE)).astype("float32")


def traces(steps=4):
    return {"keys": array(steps, UNITS), "values": array(steps, UNITS), "retention": array(1)}


def slots(steps=4, count=5):
    filled = (np.arange(count) <= np.arange(steps)[:, None]).astype("float32")
    return {
        "words": array(steps, count, UNITS),
        "strength": array(steps, 1),
        "filled": np.stack([filled] * 3),
    }


def pose():
    return (np.array([0.7, 0.1, 0.2, -0.1, 0.6, -0.1]) + 0.05 * array(6)).astype("float32")


def homography():
    return np.concatenate([pose(), 0.2 * array(2)], axis=-1)


def spline():
    return (layers.ThinPlateSplineGlimpse(5, (2, 3)).whole_image + 0.1 * array(12)).astype(
        "float32"
    )


def glimpse_loop(where):
    cnn = keras.Sequential([keras.Input((5, 5, 2)), keras.layers.Flatten()], name="see")
    memory = layers.HebbRosenblattCell(UNITS, scale=0.5, name="memory")
    look = layers.AffineGlimpse(5, name="glimpse")
    cell = layers.STAWMCell(look, cnn, memory, units=12, dropout=0.3, where=where, seed=1)
    return layers.GlimpseLoop(cell, 3)


def recurrent_attention_loop(core):
    retina = layers.RetinaGlimpse(4, 2, name="glimpse")
    cell = layers.RecurrentAttentionCell(retina, 12, path_units=7, core=core, seed=1)
    return layers.GlimpseLoop(cell, 3)


def recurrent_attention(**kwargs):
    return models.RecurrentAttention(
        IMAGE,
        num_classes=4,
        glimpse_size=4,
        scales=2,
        units=12,
        path_units=7,
        mean=[0.4, 0.5],
        std=[0.2, 0.3],
        seed=1,
        **{"num_glimpses": 3, **kwargs},
    )


def glimpse_features():
    return keras.Sequential([keras.Input((4, 4, 4)), keras.layers.Flatten()], name="see")


def deep_recurrent_attention_loop():
    retina = layers.RetinaGlimpse(4, 2, name="glimpse")
    cell = layers.DeepRecurrentAttentionCell(retina, glimpse_features(), 12, 7, seed=1)
    return layers.GlimpseLoop(cell, 3)


def enriched_deep_recurrent_attention_loop():
    see = keras.Sequential([keras.Input((5, 5, 2)), keras.layers.Flatten()], name="see")
    look = layers.AffineGlimpse(5, name="glimpse")
    return layers.GlimpseLoop(layers.EnrichedDeepRecurrentAttentionCell(look, see, 12, 7), 3)


def deep_recurrent_attention(**kwargs):
    return models.DeepRecurrentAttention(
        IMAGE,
        num_classes=4,
        **{"num_glimpses": 3, "context_cnn": [(3, 3, 1, 0)], "seed": 1, **kwargs},
        glimpse_size=4,
        scales=2,
        context_size=5,
        glimpse_cnn=[(4, 3, 1, 0)],
        units=12,
        path_units=7,
        mean=[0.4, 0.5],
        std=[0.2, 0.3],
    )


def enriched_deep_recurrent_attention(**kwargs):
    return models.EnrichedDeepRecurrentAttention(
        IMAGE,
        num_classes=4,
        num_glimpses=3,
        glimpse_size=5,
        context_size=5,
        context_cnn=[(3, 3, 1, 0)],
        **{"glimpse_cnn": [(4, 3, 1, 0)], "units": 12, "path_units": 7, **kwargs},
        mean=[0.4, 0.5],
        std=[0.2, 0.3],
    )


def differentiable_attention_loop():
    gaussian = layers.GaussianGlimpse(4, name="glimpse")
    cell = layers.DifferentiableAttentionCell(gaussian, 12, initial_pose=(0, 0, 1, -0.5, 0))
    return layers.GlimpseLoop(cell, 3)


def gaussian_recurrent_attention(**kwargs):
    return models.GaussianRecurrentAttention(
        IMAGE,
        num_classes=4,
        num_glimpses=3,
        glimpse_size=4,
        units=12,
        mean=[0.4, 0.5],
        std=[0.2, 0.3],
        **kwargs,
    )


def grid_attention_loop(**kwargs):
    return layers.GlimpseLoop(layers.GridAttentionCell(12, 7, seed=1, **kwargs), 3)


def grid_attention(**kwargs):
    return models.GridAttentionClassifier(
        IMAGE,
        num_classes=4,
        cnn=[(6, 4, 2, 1)],
        num_glimpses=3,
        units=12,
        attention_units=7,
        mean=[0.4, 0.5],
        std=[0.2, 0.3],
        seed=1,
        **kwargs,
    )


def draw(**kwargs):
    return models.DRAW(
        IMAGE, **{"num_glimpses": 3, "write_size": 3, "units": 12, "latent_units": 5, **kwargs},
        seed=1,
    )  # fmt: skip


def show_attend_tell(**kwargs):
    return models.ShowAttendTell(
        IMAGE,
        vocabulary=("a", "one", "above"),
        max_words=3,
        units=12,
        embedding_units=5,
        attention_units=7,
        mean=[0.4, 0.5],
        std=[0.2, 0.3],
        **{"cnn": [(6, 4, 2, 1)], **kwargs},
    )


def grid_cnn():
    """A CNN that the user brings, which keeps the grid."""
    see = keras.layers.Conv2D(5, 4, 2, activation="relu", dtype="float32")
    return keras.Sequential([keras.Input(IMAGE), see], name="own")


def backbone(**kwargs):
    return models.STAWMBackbone(
        IMAGE,
        **{
            "context_cnn": [(4, 3, 2, 1), (6, 3, 1, 0)],
            "glimpse_cnn": [(4, 3, 1, 0)],
            "glimpse_size": 5,
            "memory_units": UNITS,
            "num_glimpses": 3,
            **kwargs,
        },
        lstm_units=12,
        mean=[0.4, 0.5],
        std=[0.2, 0.3],
        seed=1,
    )


def spatial_transformer(**kwargs):
    return models.SpatialTransformerClassifier(
        IMAGE,
        num_classes=4,
        **{
            "glimpse_size": (5, 4),
            "localisation_cnn": [(3, 2, 1, 0, 2)],
            "classifier_cnn": [(3, 2), (4, 2, 1, 0, 2)],
            **kwargs,
        },
        localisation_units=6,
        recurrent_units=7,
        mean=[0.4, 0.5],
        std=[0.2, 0.3],
    )


def own_cnn():
    """A CNN that the user brings, with a dtype policy of its own."""
    see, flatten = keras.layers.Conv2D(3, 2, dtype="float32"), keras.layers.Flatten(dtype="float32")
    return keras.Sequential([keras.Input((5, 5, 2)), see, flatten], name="own")


def own_layers():
    return backbone(
        glimpse_cnn=own_cnn(),
        memory=layers.HebbRosenblattCell(UNITS, eta=0.3, scale=1.0, name="own_memory"),
        sensor=layers.AffineGlimpse((5, 5), name="own_sensor"),
        glimpse_size=None,
        memory_units=None,
    )


def drawer(canvas="addition"):
    return models.STAWMDrawer(backbone(), 3, canvas=canvas, kl_weight=0.1, seed=1)


def sketcher():
    decoder = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(18), keras.layers.Reshape((3, 3, 2))], name="decode"
    )
    return layers.Sketcher(decoder, (6, 7), activation="sigmoid")


def vae():
    return models.BetaVAE(IMAGE, [(4, 3, 2, 1), (6, 3, 1, 0)], 3, batch_norm=True, seed=1)


def story():
    """Facts, of which some are missing, and a question about them."""
    facts = RNG.integers(0, 9, (3, 4, 5)) * (RNG.uniform(size=(3, 4, 1)) < 0.8)
    return facts.astype("float32"), RNG.integers(0, 9, (3, 5)).astype("float32")


def filled():
    return np.array([[1, 1, 1, 1], [0, 1, 1, 0], [0, 0, 0, 0]], "float32")


def rnn(cell):
    return keras.layers.RNN(cell, return_sequences=True)


def hebb_rosenblatt(form):
    return rnn(layers.HebbRosenblattCell(UNITS, form=form, capacity=3))


ENTRIES = {
    "AdditionCanvas": Entry(lambda: layers.AdditionCanvas(-1.0), (array(4, 5, 6, 2),)),
    "AdditionCanvas, every step": Entry(
        lambda: layers.AdditionCanvas(every_step=True), (array(4, 5, 6, 2),)
    ),
    "AffineGlimpse": Entry(lambda: layers.AffineGlimpse((5, 4)), (pixels(), pose())),
    "BetaVAE": Entry(vae, (pixels(),)),
    "ConcreteMask": Entry(lambda: layers.ConcreteMask(2.0, seed=1), (array(4, 5, 1),)),
    "DeepRecurrentAttention": Entry(lambda: deep_recurrent_attention(samples=2), (pixels(),)),
    "DeepRecurrentAttention, of several objects": Entry(
        lambda: deep_recurrent_attention(num_objects=2, end_token=True, num_glimpses=2),
        (pixels(),),
    ),
    "EnrichedDeepRecurrentAttention": Entry(enriched_deep_recurrent_attention, (pixels(),)),
    "DNCCell, small": Entry(
        lambda: rnn(layers.DNCCell(UNITS, slots=4, width=3, heads=2)), (array(4, UNITS),)
    ),
    "DRAW": Entry(draw, (pixels(),)),
    "DRAW, without attention": Entry(lambda: draw(read_size=None, write_size=None), (pixels(),)),
    "FastWeightsCell": Entry(lambda: rnn(layers.FastWeightsCell(UNITS)), (array(4, 5),)),
    "DynamicMemoryNetwork, small": Entry(
        lambda: models.DynamicMemoryNetwork(9, 4, 5, units=6, episodes=2, seed=1), (story(),)
    ),
    "EndToEndMemoryNetwork": Entry(
        lambda: models.EndToEndMemoryNetwork(9, 4, 5, units=6, hops=2, seed=1), (story(),)
    ),
    "EndToEndMemoryNetwork, layer-wise": Entry(
        lambda: models.EndToEndMemoryNetwork(
            9, 4, 5, 6, 2, "layer_wise", noise=0.0, linear_start=2, supporting_facts=0.0
        ),
        (story(),),
    ),
    "EpisodicMemory, small": Entry(
        lambda: layers.EpisodicMemory(6, episodes=2), (array(6), array(4, 6), filled())
    ),
    "FitImages": Entry(lambda: layers.FitImages((7, 5, 2)), (pixels(),)),
    "FitImages, of grey images": Entry(
        lambda: layers.FitImages((14, 14, 3)), (255 * array(10, 12, 1),)
    ),
    "GaussianLatent": Entry(lambda: layers.GaussianLatent(4, 0.1, seed=1), (array(5, 9),)),
    "AffineGlimpse, a pose for every glimpse": Entry(
        lambda: layers.AffineGlimpse((5, 4)), (pixels(), np.stack([pose()] * 3, axis=1))
    ),
    "GaussianGlimpse": Entry(lambda: layers.GaussianGlimpse(4), (pixels(), 0.5 * array(5))),
    "GaussianWriter": Entry(lambda: layers.GaussianWriter((5, 4)), (array(3, 3, 2), array(5))),
    "GaussianRecurrentAttention": Entry(gaussian_recurrent_attention, (pixels(),)),
    "GlimpseLoop": Entry(lambda: glimpse_loop("pose"), (array(*IMAGE), array(12))),
    "GlimpseLoop, where of emission": Entry(
        lambda: glimpse_loop("emission"), (array(*IMAGE), array(12))
    ),
    "GlimpseLoop, a frame for every glimpse": Entry(
        lambda: glimpse_loop("pose"), (array(3, *IMAGE), array(12))
    ),
    "GlimpseLoop, of DRAW": Entry(
        lambda: layers.GlimpseLoop(layers.DRAWCell(2, 3, 12, 5, seed=1), 3), (array(*IMAGE),)
    ),
    "GlimpseLoop, of differentiable attention": Entry(
        differentiable_attention_loop, (array(*IMAGE), array(12))
    ),
    "GlimpseLoop, of recurrent attention": Entry(
        lambda: recurrent_attention_loop("rnn"), (array(*IMAGE),)
    ),
    "GlimpseLoop, of recurrent attention with a context": Entry(
        lambda: recurrent_attention_loop("lstm"), (array(*IMAGE), array(12))
    ),
    "GlimpseLoop, of deep recurrent attention": Entry(
        deep_recurrent_attention_loop, (array(*IMAGE), array(12))
    ),
    "GlimpseLoop, of enriched deep recurrent attention": Entry(
        enriched_deep_recurrent_attention_loop, (array(*IMAGE), array(12))
    ),
    "GlimpseLoop, of soft attention over a grid": Entry(
        lambda: grid_attention_loop(doubly_stochastic=0.1), (array(3, 4, 5),)
    ),
    "GlimpseLoop, of hard attention over a grid": Entry(
        lambda: grid_attention_loop(attention="hard", at_inference="expectation"), (array(3, 4, 5),)
    ),
    "GlimpseLoop, of captions": Entry(
        lambda: layers.GlimpseLoop(layers.CaptionCell(3, 5, 12, 7), 3),
        (array(3, 4, 5), np.array([[1, 2, 3], [2, 0, 0], [3, 1, 0]])),
    ),
    "GridAttention": Entry(lambda: layers.GridAttention(7), (array(3, 4, 5), array(6))),
    "GridAttentionClassifier": Entry(lambda: grid_attention(doubly_stochastic=0.1), (pixels(),)),
    "GridAttentionClassifier, hard": Entry(
        lambda: grid_attention(attention="hard", samples=2), (pixels(),)
    ),
    "HebbRosenblattCell": Entry(lambda: hebb_rosenblatt("traces"), (array(7, UNITS),)),
    "HebbRosenblattCell, dense": Entry(lambda: hebb_rosenblatt("dense"), (array(7, 2 * UNITS),)),
    "HopfieldMemory": Entry(
        lambda: rnn(layers.HopfieldMemory(UNITS, slots=5)), (array(7, 2 * UNITS),)
    ),
    "LSTMMemory": Entry(lambda: rnn(layers.LSTMMemory(UNITS)), (array(7, UNITS),)),
    "LocationPolicy": Entry(lambda: layers.LocationPolicy(2, 0.2, seed=1), (array(9),)),
    "MeanMemory": Entry(lambda: rnn(layers.MeanMemory(UNITS)), (array(7, UNITS),)),
    "KeyValueMemory": Entry(layers.KeyValueMemory, (array(6), array(4, 6), array(4, 6), filled())),
    "KeyValueMemoryNetwork, small": Entry(
        lambda: models.KeyValueMemoryNetwork(9, 4, 5, units=6, hops=2, seed=1), (story(),)
    ),
    "MemoryHops": Entry(lambda: layers.MemoryHops(9, 6, hops=2, num_facts=3), story()),
    "MemoryQuery": Entry(lambda: layers.MemoryQuery(UNITS, dropout=0.3, seed=1), (array(9),)),
    "MemoryRead": Entry(lambda: layers.MemoryRead(), (traces(), 0.1 * array(UNITS))),
    "MemoryRead, every step": Entry(
        lambda: layers.MemoryRead(every_step=True), (traces(), 0.1 * array(2, UNITS))
    ),
    "MemoryRead, of a matrix": Entry(
        layers.MemoryRead, ({"weights": array(6, UNITS)}, 0.1 * array(UNITS))
    ),
    "MemoryRead, of slots at every step": Entry(
        lambda: layers.MemoryRead(every_step=True), (slots(), 0.1 * array(2, UNITS))
    ),
    "MemoryWrite": Entry(
        lambda: layers.MemoryWrite(layers.OuterProductCell(UNITS, "delta", name="memory")),
        (array(4, 3 * UNITS),),
    ),
    "OuterProductCell": Entry(
        lambda: rnn(layers.OuterProductCell(UNITS, "delta", "learned", heads=2)),
        (array(4, UNITS),),
    ),
    "NTMCell, small": Entry(
        lambda: rnn(layers.NTMCell(UNITS, slots=4, width=3, heads=2)), (array(4, UNITS),)
    ),
    "NTMCell, dynamic": Entry(
        lambda: rnn(
            layers.NTMCell(UNITS, slots=4, width=3, address_width=2, no_op=True, usage=True)
        ),
        (array(4, UNITS),),
    ),
    "OverCanvas": Entry(layers.OverCanvas, (array(4, 5, 6, 2), array(4, 5, 6, 1))),
    "OverCanvas, every step": Entry(
        lambda: layers.OverCanvas(every_step=True), (array(4, 5, 6, 2), array(4, 5, 6, 1))
    ),
    "PlasticCell": Entry(lambda: rnn(layers.PlasticCell(UNITS, "retroactive")), (array(4, UNITS),)),
    "PoseEmitter": Entry(lambda: layers.PoseEmitter(7, dropout=0.3, seed=1), (array(9),)),
    "ZoomEmitter": Entry(lambda: layers.ZoomEmitter(7, 0.3, spread=0.2, seed=1), (array(9),)),
    "PoseEmitter, every step": Entry(lambda: layers.PoseEmitter(7, seed=1), (array(4, 9),)),
    "PlainClassifier": Entry(
        lambda: models.PlainClassifier(
            IMAGE, 4, cnn=[(3, 4, 2), (4, 2, 1, 1, 2)], units=(6, 5), batch_norm=True
        ),
        (pixels(),),
    ),
    "ProjectiveGlimpse": Entry(lambda: layers.ProjectiveGlimpse((5, 4)), (pixels(), homography())),
    "RecurrentAttention": Entry(lambda: recurrent_attention(samples=2), (pixels(),)),
    "RecurrentAttention, of videos": Entry(
        lambda: recurrent_attention(video=True), (255 * array(3, *IMAGE),)
    ),
    "RetinaGlimpse": Entry(lambda: layers.RetinaGlimpse((3, 4), 2), (pixels(), array(2) - 0.5)),
    "SentenceEncoder": Entry(
        lambda: layers.SentenceEncoder(9, 6, num_facts=3, noise=0.1, seed=1), (story()[0],)
    ),
    "ScaledGradient": Entry(lambda: layers.ScaledGradient(0.5), (array(3, 2),)),
    "STAWMBackbone": Entry(backbone, (pixels(),)),
    "STAWMBackbone, context on a thumbnail": Entry(
        lambda: backbone(context_size=(6, 5)), (pixels(),)
    ),
    "STAWMBackbone, no context": Entry(lambda: backbone(context_cnn=None), (pixels(),)),
    "STAWMBackbone, own layers": Entry(own_layers, (pixels(),)),
    "STAWMClassifier": Entry(
        lambda: models.STAWMClassifier(backbone(), num_classes=4, seed=1), (pixels(),)
    ),
    "STAWMDrawer": Entry(drawer, (pixels(),)),
    "STAWMDrawer, over": Entry(lambda: drawer("over"), (pixels(),)),
    "STAWMSketchpad": Entry(
        lambda: models.STAWMSketchpad(drawer("over"), num_classes=4, seed=1), (pixels(),)
    ),
    "SelfSupervisedClassifier": Entry(
        lambda: models.SelfSupervisedClassifier(drawer().encoder, num_classes=4), (pixels(),)
    ),
    "SelfSupervisedClassifier, of a BetaVAE": Entry(
        lambda: models.SelfSupervisedClassifier(vae().encoder, num_classes=4), (pixels(),)
    ),
    "ShowAttendTell": Entry(show_attend_tell, (pixels(),)),
    "ShowAttendTell, own CNN": Entry(lambda: show_attend_tell(cnn=grid_cnn()), (pixels(),)),
    "Sketcher": Entry(sketcher, (array(5, 4), np.stack([pose()] * 5, axis=1))),
    "SpatialTransformerClassifier": Entry(
        lambda: spatial_transformer(
            transform=layers.ThinPlateSplineGlimpse(10, (2, 3), name="bend"), glimpse_size=None
        ),
        (pixels(),),
    ),
    "SpatialTransformerClassifier, of several objects": Entry(
        lambda: spatial_transformer(
            num_objects=2,
            pose_emitter=layers.ZoomEmitter(5, spread=0.1, seed=1, name="zoom"),
            batch_norm=True,
        ),
        (pixels(),),
    ),
    "StackCell": Entry(lambda: rnn(layers.StackCell(UNITS, depth=5)), (array(6, 3),)),
    "ThinPlateSplineGlimpse": Entry(
        lambda: layers.ThinPlateSplineGlimpse((5, 4), (2, 3)), (pixels(), spline())
    ),
    "Thumbnail": Entry(lambda: layers.Thumbnail((5, 5)), (pixels(),)),
}
