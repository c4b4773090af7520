"""What models see, by name, whatever they are made of."""

import keras
import numpy as np
import pytest
from keras import ops
from small_classifier import SHAPE
from small_classifier import classifier
from small_classifier import pixels

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.layers import MemoryQuery
from stawm_keras.layers import MemoryRead
from stawm_keras.layers import STAWMCell
from stawm_keras.models import STAWMClassifier
from stawm_keras.models import observe
from stawm_keras.models import seen

LOOKED = {"poses", "emissions", "memory", "glimpses", "frames"}


def own_functional(backbone):
    """A user's own head on a backbone, which knows nothing of this library's models."""
    query = MemoryQuery(8)(backbone.output["context"])
    read = MemoryRead()(backbone.output["memory"], query)
    return keras.Model(backbone.input, keras.layers.Dense(5, name="logits")(read))


def nested(backbone):
    image = keras.Input(SHAPE)
    return keras.Model(image, keras.layers.Dense(3, name="logits")(backbone(image)["context"]))


def sequential(backbone):
    model = STAWMClassifier(backbone, num_classes=5)
    return keras.Sequential([keras.Input(SHAPE), model, keras.layers.Softmax(name="certainty")])


@pytest.mark.parametrize(
    ("make", "more"),
    [
        (own_functional, {"logits"}),
        (nested, {"context", "logits"}),
        (sequential, {"context", "logits", "logits_so_far", "certainty"}),
    ],
)
def test_of_a_users_own_model(tmp_path, make, more):
    backbone = classifier().backbone
    model = make(backbone)
    assert set(seen(model)) == LOOKED | more
    images = pixels(3)
    expected = backbone.observe("glimpses", "frames", "poses")(images)
    model.save(tmp_path / "model.keras")
    for one in (model, keras.saving.load_model(tmp_path / "model.keras")):
        found = observe(one, "glimpses", "frames", "poses", "logits")(images)
        for name, tensor in expected.items():
            np.testing.assert_allclose(found[name], tensor, rtol=1e-4, atol=1e-4, err_msg=name)
        assert found["logits"].shape[0] == 3


def test_glimpses_are_in_the_images_own_units():
    """The loop is given normalised images; what is shown is what the model was given."""
    model = classifier()
    images = pixels(2)
    found = model.observe("glimpses", "poses")(images)
    look = model.backbone.get_layer("glimpse_loop").cell.sensor
    np.testing.assert_allclose(found["glimpses"], look(images, found["poses"]), atol=1e-3)
    assert ops.convert_to_numpy(found["glimpses"]).max() > 100


def test_two_models_that_share_a_backbone_see_each_its_own_image():
    backbone = classifier().backbone
    first, second = nested(backbone), nested(backbone)
    images = pixels(2)
    for model in (first, second):
        np.testing.assert_allclose(
            observe(model, "poses")(images)["poses"],
            backbone.observe("poses")(images)["poses"],
            rtol=1e-5,
        )


def test_a_second_loops_names_stand_behind_its_own():
    one, other = classifier().backbone, classifier(num_glimpses=2).backbone
    image = keras.Input(SHAPE)
    contexts = [backbone(image)["context"] for backbone in (one, other)]
    model = keras.Model(image, keras.layers.Concatenate(name="both")(contexts))
    poses = sorted(part.shape[1] for name, part in seen(model).items() if name.endswith("poses"))
    assert poses == [2, 3]


def test_a_loop_may_be_called_by_keyword():
    cell = STAWMCell(AffineGlimpse(4), keras.layers.Flatten(), HebbRosenblattCell(3), units=6)
    image = keras.Input(SHAPE)
    context = keras.layers.Dense(6)(keras.layers.Flatten()(image))
    model = keras.Model(image, GlimpseLoop(cell, 2)(context=context, image=image)["poses"])
    assert seen(model)["glimpses"].shape == (None, 2, 4, 4, 2)


def test_a_head_on_a_functional_backbone():
    backbone = classifier().backbone
    image = keras.Input(SHAPE)
    parts = backbone(image)
    made = keras.Model(image, {"context": parts["context"], "memory": parts["memory"]})
    model = STAWMClassifier(made, num_classes=5)
    assert model(pixels(2)).shape == (2, 5)
    again = STAWMClassifier.from_config(model.get_config())
    assert set(again.seen) == LOOKED | {"context", "logits", "logits_so_far"}


def test_what_is_missing_is_named():
    model = classifier()
    with pytest.raises(ValueError, match="there is to be seen: context,.*Received: 'drawing'"):
        model.observe("poses", "drawing")
    with pytest.raises(ValueError, match="Received: no name"):
        model.observe()
    plain = keras.Sequential([keras.Input(SHAPE), keras.layers.Flatten(name="flat")])
    with pytest.raises(ValueError, match="there is to be seen: flat; .*'context', 'memory'"):
        STAWMClassifier(plain, num_classes=3)

    class Subclassed(keras.Model):
        pass

    with pytest.raises(ValueError, match="must be a functional or sequential"):
        seen(Subclassed())


def test_frozen_models_stay_frozen(tmp_path):
    backbone = classifier().backbone
    backbone.trainable = False
    model = STAWMClassifier(backbone, num_classes=5)
    count = len(model.trainable_weights)
    assert count == 4
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert len(loaded.trainable_weights) == count
    assert len(type(model).from_config(model.get_config()).trainable_weights) == count
