"""How like people's looks those of models are."""

import itertools
import statistics

import numpy as np

from benchmarks.gaze.looks import LONGEST

TILES = (8, 8)  # For ScanMatch.
DRAWN = 1000  # Samples of the bootstrap.


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
    """What scanpaths on a scene score, by name, each against every viewer's.

    What a path has in common with those of people who saw another scene, it owes to where people
    look whatever they see; `own` is by how much more it has in common with those who saw this one.
    """
    viewers, elsewhere, following = (
        [path[:LONGEST] for path in scenes.paths[(number + more) % len(scenes)]]
        for more in (0, -1, 1)
    )

    def score(paths):
        own, other = (_alike(scenes, paths, others) for others in (viewers, elsewhere))
        return {**own, "own": own["scan_match"] - other["scan_match"]}

    # The next scene's are as good as any other's.
    return {
        "people, of another scene": score(following),
        **{name: score([path]) for name, path in looks.paths.items()},
        "people": score(viewers),
    }


def _alike(scenes, paths, others):
    """Means over pairs of a path and another, as far as both go."""
    from stawm_keras.saliency import scan_match

    found = []
    for path, other in itertools.product(paths, others):
        if path is other:
            continue
        common = min(len(path), len(other))
        if common:
            path, other = path[:common], other[:common]
            match = scan_match(path, other, scenes.size, TILES)
            found.append({"scan_match": match, **path_measures(path, scenes.size)})
    return _mean(found)


def path_measures(path, size):
    """How far a path jumps, how much it covers, and how often it comes back.

    Args:
        path: Array `(F, 2)`, places `(x, y)` in pixels.
        size: Tuple `(height, width)` of the scene.

    Returns:
        Dictionary: `"looks"`, how many there are; `"jump"`, from a look to the next on average, in
        shares of the shorter side; `"covered"`, the share of the tiles that were looked at;
        `"revisits"`, the share of the looks from the second on that are less than a tile from an
        earlier one. Jump and revisits are no numbers for a single look.
    """
    from stawm_keras.saliency.scan_match import tiles_of

    tiles = tiles_of(path, size, TILES)
    apart = np.linalg.norm(path[:, None] - path, axis=-1) / min(size)
    if len(path) < 2:
        jump = revisits = np.nan
    else:
        jump = float(np.diagonal(apart, 1).mean())
        earlier = np.where(np.tri(len(path), k=-1, dtype=bool), apart, np.inf)[1:]
        revisits = float((earlier.min(axis=1) < 1 / min(TILES)).mean())
    covered = len(np.unique(tiles, axis=0)) / np.prod(TILES)
    return {"looks": len(path), "jump": jump, "covered": float(covered), "revisits": revisits}


def _mean(scores):
    """Means by name, of what are numbers; of no scores none, which is what a path has to tell."""
    names = scores[0] if scores else ("scan_match", *path_measures(np.zeros((1, 2)), TILES))
    return {name: _mean_of([one[name] for one in scores]) for name in names}


def _mean_of(values):
    numbers = [value for value in values if not np.isnan(value)]
    return statistics.fmean(numbers) if numbers else np.nan


def summary(scores):
    """Rows of means and of their intervals, of dictionaries of scores by name, a scene each."""
    rng = np.random.default_rng(0)
    drawn = rng.integers(len(scores), size=(DRAWN, len(scores)))
    rows = []
    for name in scores[0]:
        row = {"name": name}
        for metric in scores[0][name]:
            values = np.array([one[name][metric] for one in scores])
            if np.isnan(values).all():
                row[metric] = None
                continue
            row[metric] = float(np.nanmean(values))
            means = np.nanmean(values[drawn], axis=1)
            row[f"{metric}_interval"] = np.nanquantile(means, (0.025, 0.975)).tolist()
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
