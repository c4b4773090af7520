"""What a preset's model may cost."""

import dataclasses
import math

import keras

from stawm_keras.presets.walk import nodes

# A convolution of a list may come with a padding, a normalisation and an activation.
LAYERS_OF_A_CONVOLUTION = 4
# What configs call the number of looks, of objects that each has as many, and of words.
LOOKS = ("num_glimpses", "num_objects", "max_words")


@dataclasses.dataclass(frozen=True)
class Budget:
    """What a preset's model may cost for one image.

    The defaults are far above what every bundled preset and every recipe costs. Costs are bounds:
    all of a model is counted as if it ran again at every glimpse.

    Args:
        layers: Integer, the layers that run.
        parameters: Integer, the numbers that the weights hold.
        activations: Integer, the numbers that the layers make, and that memories keep.
        multiplications: Integer, the multiplications with weights, and the numbers pooled.

    Example:

    >>> vae = stawm_keras.models.BetaVAE((32, 32, 3), [(8, 4, 2, 1), (16, 4, 2, 1)], latent_units=4)
    >>> vae.save_to_preset("small_vae")
    >>> large = stawm_keras.presets.Budget(parameters=10**9)
    >>> same = stawm_keras.models.BetaVAE.from_preset("small_vae", budget=large)
    """

    layers: int = 5_000
    parameters: int = 250_000_000
    activations: int = 250_000_000
    multiplications: int = 50_000_000_000

    def check_config(self, config):
        """Raises `ValueError` for a config of which even the shapes would take long to make."""
        layers_of_a_look = 1 + _layers(config)
        self._check(layers=_glimpses(config) * layers_of_a_look + _layers_made_again(config))

    def check_model(self, model, config):
        """Raises `ValueError` for a model that costs too much; it need have no values."""
        runs = [run for layer in model._flatten_layers() for run in _runs(layer)]
        glimpses = _glimpses(config)
        self._check(
            layers=glimpses * len(runs),
            parameters=sum(math.prod(weight.shape) for weight in model.weights),
            activations=glimpses * sum(activations for activations, _ in runs),
            multiplications=glimpses * sum(multiplications for _, multiplications in runs),
        )

    def _check(self, **costs):
        for name, cost in costs.items():
            allowed = getattr(self, name)
            if cost > allowed:
                raise ValueError(
                    f"The preset's model costs {cost:,} {name} an image, and {allowed:,} are "
                    f"taken: load it with a budget that allows more if you trust it, "
                    f"Budget({name}={cost})."
                )


def _glimpses(config):
    """How often the model looks: the product over its loops, as one may hold another."""
    parts = [node for node in nodes(config) if isinstance(node, dict)]
    named = [part.get(name) for part in parts for name in LOOKS]
    return math.prod(number for number in named if isinstance(number, int) and number > 0)


def _layers(config):
    """How many layers the CNNs of a config run."""
    count = 0
    for node in nodes(config):
        if isinstance(node, list) and node and all(isinstance(part, list) for part in node):
            count += LAYERS_OF_A_CONVOLUTION * len(node)
        elif isinstance(node, dict) and isinstance(node.get("inbound_nodes"), list):
            count += len(node["inbound_nodes"])
    return count + sum(_sequential(config))


def _layers_made_again(config):
    """Keras makes a `Sequential` model anew with every layer that it adds."""
    return sum(length**2 // 2 for length in _sequential(config))


def _sequential(config):
    """The lengths of a config's `Sequential` models."""
    for node in nodes(config):
        if isinstance(node, dict) and node.get("class_name") == "Sequential":
            layers = node["config"].get("layers") if isinstance(node["config"], dict) else None
            yield len(layers) if isinstance(layers, list) else 0


def _runs(layer):
    """Activations and multiplications of each run of a layer."""
    parts = layer._flatten_layers(recursive=False, include_self=False)
    weights = 0 if list(parts) else sum(math.prod(weight.shape) for weight in layer.weights)
    pool = math.prod(getattr(layer, "pool_size", (0,)))
    outputs = [output.shape for node in layer._inbound_nodes for output in node.output_tensors]
    if not outputs:  # It is a part of a layer, and what goes into it is a vector.
        yield sum(keras.tree.flatten(getattr(layer, "state_size", 0))), weights
    for shape in outputs:
        if None in shape[1:]:
            raise ValueError(
                f"The preset's layer {layer.name} makes outputs of shape {shape}, and what that "
                "costs cannot be told: the inputs of CNNs must have all their sizes."
            )
        size = math.prod(shape[1:])
        yield size, weights * math.prod(shape[1:-1]) + pool * size
