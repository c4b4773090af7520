"""People's and models' looks, drawn on scenes."""

import numpy as np

from benchmarks.gaze.looks import ANYWHERE
from benchmarks.gaze.looks import LONGEST
from benchmarks.gaze.looks import models

SHOWN = 3  # Scenes in the picture.


def draw(file, scenes, looks):
    """Draws scenes, a row each: people, and what models make of it, with their scanpaths."""
    from PIL import Image

    from stawm_keras.visualisation.pixels import grid
    from stawm_keras.visualisation.pixels import outline
    from stawm_keras.visualisation.pixels import rasterise
    from stawm_keras.visualisation.pixels import show
    from stawm_keras.whole import whole_file

    shown = np.linspace(0, len(scenes) - 1, SHOWN + 2).astype(int)[1:-1]
    walking = [name for name in looks[0].paths if name not in (*models(), ANYWHERE)]
    names = ["people", *models(), *walking]
    figure, axes = grid(len(shown), len(names), scenes.images.shape[1:], titled=True)
    figure.set_size_inches(2.2 * figure.get_size_inches())
    for row, number in zip(axes, shown, strict=True):
        maps, paths = looks[number].maps, looks[number].paths
        maps = {"people": scenes.density(scenes.fixations[number]), **maps}
        for place, name in zip(row, names, strict=True):
            show(place, scenes.images[number].astype("float32"))
            if name not in walking:
                place.imshow(maps[name], cmap="inferno", alpha=0.55)
            path = scenes.paths[number][0] if name == "people" else paths[name]
            outline(place, path[:LONGEST], np.ones(3), 1.2, marker="o", markersize=3)
            place.plot(*path[0], "o", color="deepskyblue", markersize=6)
            place.set_title(name, fontsize=9)
    with whole_file(file) as partial:
        # Photographs under maps: with all their colours, the file is five times as large.
        Image.fromarray(rasterise(figure)).quantize(128).save(partial, format="png")
