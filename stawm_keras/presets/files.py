"""Where a preset's files are: bundled with the library, in a folder, or on the Hugging Face Hub."""

import json
import pathlib

CONFIG = "config.json"
METADATA = "metadata.json"
WEIGHTS = "model.safetensors"
CARD = "README.md"

BUNDLED = pathlib.Path(__file__).parent / "data"
HUB = "hf://"

# MobileNetV2, layer by layer, takes 0.2 MB.
MAX_JSON_BYTES = 2**20


def bundled_presets():
    """The names of the presets that are bundled with the library."""
    return sorted(path.name for path in BUNDLED.iterdir()) if BUNDLED.is_dir() else []


def find_file(preset, name):
    """Path of one file of a preset, which is fetched if it is on the Hub.

    Args:
        preset: Name of a bundled preset, `hf://user/name`, or path of a folder.
        name: The file's name.

    Raises:
        ValueError: If there is no such preset or file, or the file is elsewhere.
        ImportError: If the preset is on the Hub and `huggingface_hub` is not installed.
    """
    if isinstance(preset, str) and preset.startswith(HUB):
        # The client's own links lead from its folders to its store of files.
        return _download(preset.removeprefix(HUB), name)
    folder = _folder(preset)
    file = folder / name
    if not file.is_file():
        raise ValueError(f"The preset has no file {name}.")
    if file.resolve().parent != folder.resolve():
        raise ValueError(f"The preset's {name} is a link that leaves its folder.")
    return file


def read_json(file):
    """What a JSON file holds; numbers are finite and the file is not long."""
    with file.open("rb") as opened:
        text = opened.read(MAX_JSON_BYTES + 1)
    _check_length(text, file.name)
    try:
        value = json.loads(text, parse_constant=_no_constant)
        _check_characters(value)
        return value
    except (ValueError, RecursionError) as error:
        raise ValueError(f"The preset's {file.name} is not JSON ({error}).") from error


def write_json(file, value):
    """Writes what `read_json` reads."""
    try:
        text = json.dumps(value, indent=2, allow_nan=False) + "\n"
        _check_characters(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"The preset's {file.name} must be JSON ({error}).") from error
    _check_length(text.encode(), file.name)
    file.write_text(text)


def _folder(preset):
    bundled = bundled_presets()
    folder = BUNDLED / preset if preset in bundled else pathlib.Path(preset)
    if not folder.is_dir():
        raise ValueError(
            "`preset` must be the path of a preset's folder, hf://user/name, or the name of a "
            f"bundled preset, of which there are {bundled}."
        )
    return folder


def _download(repository, name):
    try:
        import huggingface_hub
    except ImportError as error:
        raise ImportError(
            "Presets on the Hugging Face Hub are fetched by huggingface_hub, which is not "
            "installed: pip install huggingface_hub."
        ) from error
    try:
        return pathlib.Path(huggingface_hub.hf_hub_download(repository, name))
    except (OSError, ValueError) as error:
        reason = str(error).strip().split("\n")[0]
        raise ValueError(
            f"The Hugging Face Hub does not give the preset's {name} ({reason})."
        ) from error


def _check_length(text, name):
    if len(text) > MAX_JSON_BYTES:
        raise ValueError(f"The preset's {name} is longer than {MAX_JSON_BYTES:,} bytes.")


def _check_characters(value):
    """Raises `ValueError` for halves of characters, which JSON can spell and nothing can print."""
    json.dumps(value, ensure_ascii=False).encode()


def _no_constant(name):
    raise ValueError(f"{name} is no number")
