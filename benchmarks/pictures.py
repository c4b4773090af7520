"""Times training on pictures in files against the same pictures in memory.

    python -m benchmarks.pictures

JPEGs of `--side` pixels are written into a temporary folder, of smooth colours and grain, and a
recipe is trained on them at `--image-size`, a round from memory and a round from disk in turn.
`decoding` is what reading alone can do.
"""

import itertools
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.report import parser
from benchmarks.report import print_table
from benchmarks.report import write


def main():
    """Measures what the command line asks for."""
    made = parser(__doc__)
    made.add_argument("--recipe", default="photos_64")
    made.add_argument("--count", type=int, default=2560, help="pictures")
    made.add_argument("--side", type=int, default=256)
    made.add_argument("--image-size", type=int, default=64)
    options = made.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = write_pictures(Path(folder), options.count, options.side)
        rows = _measure(files, options)
    print_table(rows)
    write(options.out, rows)


def write_pictures(folder, count, side):
    """Writes JPEGs, of which no two are alike, and returns their paths."""
    from PIL import Image

    rng = np.random.default_rng(0)
    grain = rng.normal(0, 6, (side, side, 3))
    files = [folder / f"{number}.jpg" for number in range(count)]
    for file in files:
        colours = Image.fromarray(rng.integers(0, 256, (32, 32, 3), dtype=np.uint8))
        smooth = np.asarray(colours.resize((side, side), Image.Resampling.BICUBIC))
        Image.fromarray((smooth + grain).clip(0, 255).astype(np.uint8)).save(file, quality=90)
    return files


def _measure(files, options):
    from training import recipes
    from training.data import Batches
    from training.data.picture_files import PictureFiles
    from training.hardware.precision import resolved
    from training.runs.augmentation import augmentations
    from training.tasks import task_of

    size = options.image_size
    recipe, _ = recipes.find(options.recipe)
    recipe = resolved(recipe.changed(image_shape=(size, size, 3), num_classes=10))
    on_disk = PictureFiles(files, (size, size, 3))
    labels = np.arange(len(files)) % 10
    task = task_of(recipe)
    model = task.build(recipe)
    task.compile(model, recipe)
    batches = {
        name: Batches(
            images,
            labels,
            recipe.optimisation.batch_size,
            augment=augmentations(recipe.images),
            shuffle=True,
            drop_remainder=True,
            targets=task.targets,
        )
        for name, images in (("memory", on_disk[:]), ("disk", on_disk))
    }
    seconds: dict[str, list[float]] = {name: [] for name in (*batches, "decoding")}
    for round_, (name, served) in itertools.product(range(options.rounds + 1), batches.items()):
        served.epoch = round_
        began = time.perf_counter()
        model.fit(served, shuffle=False, verbose=0)
        seconds[name].append((time.perf_counter() - began) / len(served))
    for _ in range(options.rounds + 1):
        began = time.perf_counter()
        on_disk[: recipe.optimisation.batch_size]
        seconds["decoding"].append(time.perf_counter() - began)
    return [
        {
            "recipe": options.recipe,
            "images from": name,
            "ms_a_batch": 1e3 * statistics.median(found[1:]),  # The first compiles.
            "images_a_second": recipe.optimisation.batch_size / statistics.median(found[1:]),
        }
        for name, found in seconds.items()
    ]


if __name__ == "__main__":
    main()
