"""Evaluates models of where people look, on scenes at which twelve people looked.

    python -m benchmarks.saliency --data DIR/scene_gaze.npz --page PAGE.md --picture PICTURE.png

The first table is of maps: of models, of where people look whatever they are shown (the centre
bias, from the other scenes), of one viewer and of all others. The second is of scanpaths, each of
which is compared with every viewer's, as far as both go. Intervals are of the mean, 95 %, from a
bootstrap over scenes.

The file has `images` (B, H, W, 3) and `fixations` (F, 7): the image's number, the viewer's, the
order, x and y in pixels, begin and duration in seconds.
"""

import itertools
import os
import statistics
import time
from pathlib import Path

import numpy as np

from benchmarks.page import rewrite
from benchmarks.page import table
from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write

DEGREE = (
    9 / 256
)  # Of the shorter side: the deviation of the Gaussians that fixations are blurred by.
TILES = (8, 8)  # For ScanMatch.
LONGEST = 8  # Fixations of a scanpath that are compared.
DRAWN = 1000  # Samples of the bootstrap.
SHOWN = 3  # Scenes in the picture.
ITTI, ENTROPY, SACCADES = "Itti et al. (1998)", "site entropy rate (2010)", "saccadic model (2011)"
MAPS = {"map": "name", "AUC-Judd": "judd", "shuffled AUC": "shuffled", "NSS": "nss"}
MAPS |= {"correlation": "correlation", "s an image": "seconds"}
PATHS = {"scanpath": "name", "ScanMatch": "scan_match", "jump": "jump"}
FORMS = {"seconds": "{:.2f}"}


def main():
    """Makes the tables and the picture that the command line asks for."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    made = parser(__doc__)
    made.add_argument("--data", type=Path, required=True, help="file of scenes and fixations")
    made.add_argument("--page", type=Path, help="page into which the tables are written")
    made.add_argument("--picture", type=Path, help="file for a picture of three scenes, a PNG")
    options = made.parse_args()

    from stawm_keras.saliency import learn_sparse_codes

    with np.load(options.data) as file:
        scenes = Scenes(file["images"], file["fixations"])
    codes = learn_sparse_codes()
    looks = [Looks(scenes, number, codes) for number in range(len(scenes))]
    maps = summary([map_scores(scenes, number, look) for number, look in enumerate(looks)])
    paths = summary([path_scores(scenes, number, look) for number, look in enumerate(looks)])
    times = seconds(scenes.images[:1], codes, options.rounds)
    maps = [{**row, "seconds": times.get(row["name"])} for row in maps]
    for rows in maps, paths:
        print_table([in_words(row) for row in rows])
    write(options.out, maps, scanpaths=paths, scenes=len(scenes))
    if options.page:
        lines = [*table(MAPS, [in_words(row) for row in maps], FORMS), ""]
        rewrite(options.page, [*lines, *table(PATHS, [in_words(row) for row in paths], FORMS)])
    if options.picture:
        draw(options.picture, scenes, looks)


class Scenes:
    """Images, and every viewer's scanpath on each."""

    def __init__(self, images, fixations):
        self.images, self.size = images, images.shape[1:3]
        self.paths = [_paths(fixations[fixations[:, 0] == n]) for n in range(len(images))]
        self.fixations = [np.concatenate(paths) for paths in self.paths]
        self._all = sum(self.density(some) for some in self.fixations)

    def __len__(self):
        return len(self.images)

    def density(self, fixations):
        """How densely each place was fixated, by some."""
        from stawm_keras.saliency import fixation_density

        return fixation_density(fixations, self.size, DEGREE * min(self.size))

    def elsewhere(self, number):
        """All fixations of the other scenes."""
        return np.concatenate([some for n, some in enumerate(self.fixations) if n != number])

    def centre_bias(self, number):
        """How densely each place of the other scenes was fixated."""
        return self._all - self.density(self.fixations[number])


def _paths(fixations):
    """Places `(F, 2)` in order, a viewer after the other."""
    ordered = fixations[np.argsort(fixations[:, 2], kind="stable")]
    return [ordered[ordered[:, 1] == viewer][:, 3:5] for viewer in np.unique(fixations[:, 1])]


class Looks:
    """What models make of a scene: maps and scanpaths by name."""

    def __init__(self, scenes, number, codes):
        from stawm_keras import saliency

        image = scenes.images[number][None]
        self.maps = {name: model(image, codes)[0] for name, model in models().items()}
        self.paths = {
            name: saliency.winner_take_all(one[None], LONGEST)[0] for name, one in self.maps.items()
        }
        # As of people, the fixation that a scene begins with is none of the path.
        self.paths[SACCADES] = saliency.saccadic_scanpath(image, codes, LONGEST + 1)[0, 1:]


def models():
    """Functions of images and of filters to maps, by name."""
    from stawm_keras import saliency

    return {
        ITTI: lambda images, codes: saliency.itti_saliency(images),
        ENTROPY: saliency.entropy_rate_saliency,
    }


def map_scores(scenes, number, looks):
    """What maps of a scene score, by name."""
    from stawm_keras import saliency as measures

    elsewhere = scenes.elsewhere(number)
    paths, there = scenes.paths[number], scenes.fixations[number]
    densities = [scenes.density(path) for path in paths]
    dense = sum(densities)

    def score(saliency, fixations, density):
        return {
            "judd": measures.judd_auc(saliency, fixations),
            "shuffled": measures.shuffled_auc(saliency, fixations, elsewhere),
            "nss": measures.normalized_scanpath_saliency(saliency, fixations),
            "correlation": measures.map_correlation(saliency, density),
        }

    maps = {"centre bias": scenes.centre_bias(number), **looks.maps}
    scores = {name: score(one, there, dense) for name, one in maps.items()}
    one_viewer, others = [], []
    for viewer, (path, own) in enumerate(zip(paths, densities, strict=True)):
        rest = np.concatenate(paths[:viewer] + paths[viewer + 1 :])
        one_viewer.append(score(own, rest, dense - own))
        others.append(score(dense - own, path, own))
    scores["one viewer, of the others"] = _mean(one_viewer)
    scores["the others, of one viewer"] = _mean(others)
    return scores


def path_scores(scenes, number, looks):
    """What scanpaths on a scene score, by name, each against every viewer's."""
    viewers = [path[:LONGEST] for path in scenes.paths[number]]
    # The next scene's are as good as any other's.
    elsewhere = [path[:LONGEST] for path in scenes.paths[(number + 1) % len(scenes)]]
    scores = {"people, of another scene": _alike(scenes, itertools.product(elsewhere, viewers))}
    for name, path in looks.paths.items():
        scores[name] = _alike(scenes, ((path, viewer) for viewer in viewers))
    return scores | {"people": _alike(scenes, itertools.combinations(viewers, 2))}


def _alike(scenes, pairs):
    from stawm_keras.saliency import scan_match

    found = []
    for path, other in pairs:
        common = min(len(path), len(other))
        jumps = np.linalg.norm(np.diff(path, axis=0), axis=-1) / min(scenes.size)
        found.append(
            {
                "scan_match": scan_match(path[:common], other[:common], scenes.size, TILES),
                "jump": float(jumps.mean()) if len(jumps) else None,
            }
        )
    return _mean(found)


def _mean(scores):
    return {
        name: statistics.fmean(one[name] for one in scores if one[name] is not None)
        for name in scores[0]
    }


def summary(scores):
    """Rows of means and of their intervals, of dictionaries of scores by name, a scene each."""
    rng = np.random.default_rng(0)
    drawn = rng.integers(len(scores), size=(DRAWN, len(scores)))
    rows = []
    for name in scores[0]:
        row = {"name": name}
        for metric in scores[0][name]:
            values = np.array([one[name][metric] for one in scores])
            row[metric] = float(values.mean())
            row[f"{metric}_interval"] = np.quantile(values[drawn].mean(1), (0.025, 0.975)).tolist()
        rows.append(row)
    return rows


def in_words(row):
    """A row as a table has it."""
    return {
        name: f"{value:.3f} ({' to '.join(f'{end:.3f}' for end in row[f'{name}_interval'])})"
        if f"{name}_interval" in row
        else value
        for name, value in row.items()
        if not name.endswith("_interval")
    }


def seconds(image, codes, rounds):
    """How long models take for one image, the median of the rounds, by name."""
    times: dict[str, list[float]] = {name: [] for name in models()}
    for _ in range(rounds):
        for name, model in models().items():
            start = time.perf_counter()
            model(image, codes)
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(some) for name, some in times.items()}


def draw(file, scenes, looks):
    """Draws scenes, a row each: people, and what models make of it, with their scanpaths."""
    from PIL import Image

    from stawm_keras.visualisation.pixels import grid
    from stawm_keras.visualisation.pixels import outline
    from stawm_keras.visualisation.pixels import rasterise
    from stawm_keras.visualisation.pixels import show
    from stawm_keras.whole import whole_file

    shown = np.linspace(0, len(scenes) - 1, SHOWN + 2).astype(int)[1:-1]
    figure, axes = grid(len(shown), 4, scenes.images.shape[1:], titled=True)
    figure.set_size_inches(2.2 * figure.get_size_inches())
    for row, number in zip(axes, shown, strict=True):
        maps, paths = looks[number].maps, looks[number].paths
        columns = {"people": scenes.density(scenes.fixations[number]), **maps, SACCADES: None}
        for place, (name, one) in zip(row, columns.items(), strict=True):
            show(place, scenes.images[number].astype("float32"))
            if one is not None:
                place.imshow(one, cmap="inferno", alpha=0.55)
            path = scenes.paths[number][0] if name == "people" else paths[name]
            outline(place, path[:LONGEST], np.ones(3), 1.2, marker="o", markersize=3)
            place.plot(*path[0], "o", color="deepskyblue", markersize=6)
            place.set_title(name, fontsize=9)
    with whole_file(file) as partial:
        # Photographs under maps: with all their colours, the file is five times as large.
        Image.fromarray(rasterise(figure)).quantize(128).save(partial, format="png")


if __name__ == "__main__":
    main()
