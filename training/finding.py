"""What choosing where to look is worth: a model that finds a digit, beside one that sees it all."""

RECIPE = "mnist_cluttered_60"  # Of both presets, and so are the scenes.
FINDER, WHOLE = "stawm_mnist_cluttered_60", "stawm_mnist_cluttered_60_whole"
SHOWN = 4


def show_finding(images, labels, folder):
    """Draws how a model finds digits in clutter, beside one whose frames are the whole scene.

    Both are bundled presets of one recipe. Columns of the pictures belong to them in turn.

    Args:
        images: Digits `(N, 28, 28, 1)`, uint8; the first few are looked for.
        labels: Their classes `(N,)`.
        folder: Where the pictures are written.

    Returns:
        How many percent of the test scenes either knows after each glimpse, as was measured when it
        was made a preset, by its name; and the paths of the pictures.
    """
    import numpy as np

    from stawm_keras.models import STAWMClassifier
    from stawm_keras.presets import load_metadata
    from stawm_keras.visualisation import animate_certainty
    from stawm_keras.visualisation import look_at
    from stawm_keras.visualisation import plot_certainty
    from stawm_keras.whole import whole_file
    from training import recipes
    from training.data import Scenes
    from training.runs.composition import composer_of

    recipe, _ = recipes.find(RECIPE)
    composer = composer_of(recipe.images.composition, images.shape[1:])
    scenes = Scenes(images, labels, composer).take(slice(SHOWN))
    names = ("frames", "glimpses", "logits_so_far")
    both = [look_at(STAWMClassifier.from_preset(one), scenes[:], names) for one in (FINDER, WHOLE)]
    looks = [np.stack([one[name] for one in both], axis=1) for name in names]
    frames, glimpses, logits = (part.reshape(-1, *part.shape[2:]) for part in looks)
    shown, actual = (np.repeat(part, 2, axis=0) for part in (scenes[:], scenes.labels))

    still, moving = folder / "clutter.png", folder / "clutter.gif"
    plot_certainty(shown, frames, glimpses, logits, actual, across=2).savefig(still)
    with whole_file(moving) as partial:
        animate_certainty(shown, frames, glimpses, logits, partial, actual)
    right = {
        name: [100 - error for error in load_metadata(name)["about"]["result"]["test_error_so_far"]]
        for name in (FINDER, WHOLE)
    }
    return right, (still, moving)
