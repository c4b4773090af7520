"""Presets: models in folders, with their weights and what is known of them.

A preset is a folder with these files, and a README.md for whoever finds it:

* `config.json`: the model's class and its config, as Keras serialises them.
* `model.safetensors`: its weights, in float32 or float16.
* `metadata.json`: the SHA-256 of the weights, versions, and what its maker says `about` it.

`from_preset` and `save_to_preset` of every class of `stawm_keras.models` read and write them.
Presets come from strangers: everything in them is checked before anything is made of it, nothing in
them can be code, and a model that costs more than a `Budget` is refused.

Example:

>>> vae = stawm_keras.models.BetaVAE((32, 32, 3), [(8, 4, 2, 1), (16, 4, 2, 1)], latent_units=4)
>>> vae.save_to_preset("small_vae", {"data": "none: it is untrained"}, weights_dtype="float16")
>>> stawm_keras.models.BetaVAE.from_preset("small_vae").count_params() == vae.count_params()
True
>>> stawm_keras.presets.load_metadata("small_vae")["about"]
{'data': 'none: it is untrained'}
"""

from stawm_keras.presets.budget import Budget
from stawm_keras.presets.load import list_presets
from stawm_keras.presets.load import load_metadata
from stawm_keras.presets.load import load_preset
from stawm_keras.presets.save import save_preset

__all__ = ["Budget", "list_presets", "load_metadata", "load_preset", "save_preset"]
