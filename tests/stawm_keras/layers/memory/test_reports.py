import keras
from small_classifier import SHAPE
from small_classifier import classifier

from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.layers.memory.reports import memories_in
from stawm_keras.layers.memory.reports import reports_of


def test_memories_of_one_name_are_told_apart():
    cells = [HebbRosenblattCell(3, eta=eta, name="memory") for eta in (0.5, 0.75)]
    sequence = keras.Input((4, 3))
    model = keras.Model(sequence, [keras.layers.RNN(cell)(sequence) for cell in cells])
    assert sorted(memories_in(model)) == ["memory", "memory_2"]
    found = reports_of(model)
    assert {found["memory_eta"], found["memory_2_eta"]} == {0.5, 0.75}


def test_a_memory_that_is_used_twice_is_one():
    model = classifier()
    images = [keras.Input(SHAPE), keras.Input(SHAPE)]
    twice = keras.Model(images, [model(image) for image in images])
    assert sorted(reports_of(twice)) == ["delta", "eta", "theta"]
