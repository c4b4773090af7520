"""What a network has learned, and what its answers rest on: a preset that finds digits in clutter.

    python -m examples.what_it_learned

It draws the filters of its glimpse CNN, images that are made to excite units of it, the glimpses
that excite one of them most, and maps of what its answers rest on, in the image and in each
glimpse.
"""

from pathlib import Path

import click
import numpy as np

from stawm_keras.models import STAWMClassifier
from stawm_keras.visualisation import features
from training.data import load
from training.data.composer import Composer
from training.data.scenes import Scenes

LAYER, LAST = "glimpse_cnn/1", "glimpse_cnn/3"
UNITS = np.arange(24)
BLACK, WHITE = -0.23, 5.08  # As the network is given them, normalised.
SHOWN = 3


@click.command(help=__doc__)
@click.option("--out", default="features", show_default=True, help="Folder for the pictures.")
def main(out):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    digits = load("mnist", "sample", 10)
    scenes = Scenes(digits.x_test[:200], digits.y_test[:200], Composer(60, distractors=4))
    images, labels, boxes = scenes.fixed(slice(None))
    model = STAWMClassifier.from_preset("stawm_mnist_cluttered_60")

    features.plot_filters(model, LAYER).savefig(out / "filters.png")

    # On the CNN itself: in the whole model, where to look is in the way.
    cnn = model.get_layer("glimpse_loop").cell.glimpse_cnn
    last = features.convolutions_of(model)[LAST]
    noise, made = (
        features.maximise_units(cnn, last, UNITS, steps, bounds=(BLACK, WHITE))
        for steps in (0, 100)
    )
    before, after = (
        np.maximum(features.layer_activations(cnn, last, x).mean(axis=(1, 2)).diagonal(), 0).mean()
        for x in (noise, made)
    )
    print(f"units answer images made for them {after / before:.0f} times as much as noise")
    pixels = 255 * (made - BLACK) / (WHITE - BLACK)
    features.plot_pictures(pixels).savefig(out / "maximised.png")

    strongest = features.layer_activations(model, LAST, images).max(axis=(0, 1, 2, 3)).argmax()
    found = features.find_exciting(model, LAST, strongest, images, count=6)
    features.plot_exciting(found).savefig(out / "exciting.png")

    evidence = features.grad_cam_of_glimpses(model, LAYER, images, labels.ravel())
    maps = evidence.total
    y, x = np.unravel_index(np.nan_to_num(maps).reshape(len(maps), -1).argmax(1), maps.shape[1:])
    left, top, right, bottom = boxes[:, 0].T
    hit = (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
    area = np.mean((right - left + 1) * (bottom - top + 1)) / maps[0].size
    print(f"Grad-CAM is largest on the digit: {100 * hit.mean():.0f} % (chance {100 * area:.0f} %)")

    some = images[:SHOWN].astype("float32")
    explained = {
        "occlusion": features.occlusion_sensitivity(model, some),
        "gradient": features.gradient_saliency(model, some),
        "SmoothGrad": features.smooth_grad(model, some),
        "integrated": features.integrated_gradients(model, some),
        "Grad-CAM": maps[:SHOWN],
    }
    features.plot_maps(some, explained).savefig(out / "evidence.png")
    of_glimpses = {f"glimpse {n + 1}": evidence.glimpses[:SHOWN, n] for n in range(4)}
    of_glimpses["their sum"] = maps[:SHOWN]
    features.plot_maps(some, of_glimpses).savefig(out / "glimpses.png")
    print(f"pictures: {out}")


if __name__ == "__main__":
    main(prog_name="python -m examples.what_it_learned")
