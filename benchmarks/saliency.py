"""Evaluates models of where people look, on scenes at which twelve people looked.

    python -m benchmarks.saliency --data DIR/scene_gaze.npz --page PAGE.md --picture PICTURE.png \
        --preset NAME --run FOLDER

Networks that look are judged beside them: presets and runs, each of which may be named repeatedly.

The first table is of maps: of models, of where people look whatever they are shown (the centre
bias, from the other scenes), of one viewer and of all others. The second is of scanpaths, each of
which is compared with every viewer's, as far as both go. Intervals are of the mean, 95 %, from a
bootstrap over scenes. The third is of the networks alone: what of a scene lies in their frames.

The file has `images` (B, H, W, 3) and `fixations` (F, 7): the image's number, the viewer's, the
order, x and y in pixels, begin and duration in seconds.
"""

import os
import statistics
import time
from pathlib import Path

import numpy as np

from benchmarks.gaze.looks import Looks
from benchmarks.gaze.looks import models
from benchmarks.gaze.networks import walks
from benchmarks.gaze.picture import draw
from benchmarks.gaze.scenes import Scenes
from benchmarks.gaze.scores import in_words
from benchmarks.gaze.scores import map_scores
from benchmarks.gaze.scores import path_scores
from benchmarks.gaze.scores import summary
from benchmarks.page import rewrite
from benchmarks.page import table
from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write

MAPS = {"map": "name", "AUC-Judd": "judd", "shuffled AUC": "shuffled", "NSS": "nss"}
MAPS |= {"correlation": "correlation", "s an image": "seconds"}
PATHS = {"scanpath": "name", "ScanMatch": "scan_match", "of its own scene": "own"}
PATHS |= {"jump": "jump", "covered": "covered", "revisits": "revisits"}
PATHS |= {"looks": "looks"}
NETWORKS = {"network": "name", "looks": "count", "of the scene in the first": "first"}
NETWORKS |= {"in the last": "last", "outside": "outside", "from scene to scene": "spread"}
FORMS = {"seconds": "{:.2f}", "spread": "{:.3f}"}
FORMS |= dict.fromkeys(("first", "last", "outside"), "{:.0%}")


def main():
    """Makes the tables and the picture that the command line asks for."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    made = parser(__doc__)
    made.add_argument("--data", type=Path, required=True, help="file of scenes and fixations")
    made.add_argument("--page", type=Path, help="page into which the tables are written")
    made.add_argument("--picture", type=Path, help="file for a picture of three scenes, a PNG")
    made.add_argument("--preset", action="append", default=[], help="preset of a network")
    made.add_argument("--run", action="append", default=[], type=Path, help="run of a network")
    options = made.parse_args()

    from stawm_keras.saliency import learn_sparse_codes
    from training.cli.errors import InputError

    try:
        with np.load(options.data) as file:
            scenes = Scenes(file["images"], file["fixations"])
    except (OSError, KeyError, ValueError) as error:
        made.error(f"{options.data} is no file of scenes and fixations: {error}")
    networks = {}
    try:
        for name, model in networks_of(options.preset, options.run):
            if name in networks:
                made.error(f"Two networks have the name {name}: rename a folder.")
            networks[name] = walks(model, scenes.images)
    except (InputError, ValueError) as error:
        made.error(str(error))
    walked = {name: network.paths for name, network in networks.items()}
    seen = [{"name": name, **network.measured} for name, network in networks.items()]
    codes = learn_sparse_codes()
    looks = [Looks(scenes, number, codes, walked) for number in range(len(scenes))]
    maps = summary([map_scores(scenes, number, look) for number, look in enumerate(looks)])
    paths = summary([path_scores(scenes, number, look) for number, look in enumerate(looks)])
    times = seconds(scenes.images[:1], codes, options.rounds)
    maps = [{**row, "seconds": times.get(row["name"])} for row in maps]
    for rows in maps, paths, seen:
        print_table([in_words(row) for row in rows])
    write(options.out, maps, scanpaths=paths, networks=seen, scenes=len(scenes))
    if options.page:
        tables = [(MAPS, maps), (PATHS, paths), *([(NETWORKS, seen)] if seen else [])]
        lines = [
            line
            for columns, rows in tables
            for line in (*table(columns, [in_words(row) for row in rows], FORMS), "")
        ]
        rewrite(options.page, lines[:-1])
    if options.picture:
        draw(options.picture, scenes, looks)


def networks_of(presets, runs):
    """The names and the models of presets and of runs, whose names are their folders'."""
    from training.runs.named_model import model_of_preset
    from training.runs.named_model import model_of_run

    for preset in presets:
        yield Path(preset).name, model_of_preset(preset).model
    for run in runs:
        yield run.name, model_of_run(run).model


def seconds(image, codes, rounds):
    """How long models take for one image, the median of the rounds, by name."""
    times: dict[str, list[float]] = {name: [] for name in models()}
    for _ in range(rounds):
        for name, model in models().items():
            start = time.perf_counter()
            model(image, codes)
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(some) for name, some in times.items()}


if __name__ == "__main__":
    main()
