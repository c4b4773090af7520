import pytest

from training.recipes import digits_demo


@pytest.mark.tensorflow
def test_what_no_recipe_may_have_is_not_tried():
    """The space doubles what is given, and recipes have at most 256 glimpses."""
    pytest.importorskip("keras_tuner")
    from training.search.around_recipe import may_try

    recipe = digits_demo.recipe.changed(num_glimpses=200)
    assert may_try(recipe, None, {"num_glimpses": 250})
    assert not may_try(recipe, None, {"num_glimpses": 400})
