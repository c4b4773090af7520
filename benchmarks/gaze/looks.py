"""What models make of scenes."""

import numpy as np

LONGEST = 8  # Fixations of a scanpath that are compared.
ITTI, ENTROPY, SACCADES = "Itti et al. (1998)", "site entropy rate (2010)", "saccadic model (2011)"
ANYWHERE = "anywhere"


class Looks:
    """What models make of a scene: maps and scanpaths by name.

    Args:
        scenes: `Scenes`.
        number: Integer, the scene's.
        codes: Filters that photographs are sparse in.
        networks: Dictionary of networks' paths, one for each scene, by the network's name. As of
            one viewer, its map is the density of where it looked.
    """

    def __init__(self, scenes, number, codes, networks):
        from stawm_keras import saliency

        image = scenes.images[number][None]
        self.maps = {name: model(image, codes)[0] for name, model in models().items()}
        self.paths = {
            name: saliency.winner_take_all(one[None], LONGEST)[0] for name, one in self.maps.items()
        }
        # As of people, the fixation that a scene begins with is none of the path.
        self.paths[SACCADES] = saliency.saccadic_scanpath(image, codes, LONGEST + 1)[0, 1:]
        last = np.array(scenes.size[::-1]) - 1
        self.paths[ANYWHERE] = np.random.default_rng(number).uniform(0, last, (LONGEST, 2))
        for name, paths in networks.items():
            self.paths[name] = paths[number][:LONGEST]
            self.maps[name] = scenes.density(paths[number])


def models():
    """Functions of images and of filters to maps, by name."""
    from stawm_keras import saliency

    return {
        ITTI: lambda images, codes: saliency.itti_saliency(images),
        ENTROPY: saliency.entropy_rate_saliency,
    }
