import numpy as np
import pytest
from reference import addition_canvases
from reference import over_canvases

from stawm_keras.callbacks.sketches import latent_pictures

SHAPE = (2, 3, 5, 4, 1)  # Images, sketches, and the canvas.


@pytest.mark.parametrize("canvas", ["addition", "over"])
def test_a_lone_sketch_is_drawn_over_and_over(canvas):
    rng = np.random.default_rng(0)
    sketches = rng.normal(size=SHAPE).astype("float32")
    sketches[0, 0] = 40  # Then nothing is left of the canvas as it was.
    seen = {"latents": np.zeros((2, 3, 7)), "sketches": sketches}
    over_and_over = np.repeat(sketches.reshape(-1, 1, *SHAPE[2:]), 3, axis=1)
    if canvas == "over":
        masks = rng.uniform(size=SHAPE).astype("float32")
        seen |= {"masks": masks, "canvases": over_canvases(sketches, masks)}
        masks = np.repeat(masks.reshape(-1, 1, *SHAPE[2:]), 3, axis=1)
        expected = over_canvases(over_and_over, masks)[:, -1]
    else:
        seen["canvases"] = addition_canvases(sketches, start=-6).astype("float32")
        expected = addition_canvases(over_and_over, start=-6)[:, -1]
    np.testing.assert_allclose(latent_pictures(seen), expected, rtol=1e-4, atol=1e-6)


def test_without_sketches_it_is_what_was_drawn_from_the_latent():
    canvases = np.random.default_rng(0).uniform(size=SHAPE)
    every = latent_pictures({"latents": np.zeros((2, 3, 7)), "canvases": canvases})
    np.testing.assert_array_equal(every, canvases.reshape(6, *SHAPE[2:]))
    at_once = latent_pictures({"latents": np.zeros((2, 7)), "drawing": canvases[:, -1]})
    np.testing.assert_array_equal(at_once, canvases[:, -1])
