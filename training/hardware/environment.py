"""What results say of where they were made."""

import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path

import keras

from training.hardware import processor
from training.hardware.devices import accelerators

PACKAGES = ("stawm-keras", "keras", "numpy", "tensorflow", "jax", "torch")


def environment():
    """What a result depends on beside its recipe: backend, versions, commit and hardware."""
    versions = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    cores = f"{os.cpu_count()} CPU cores ({processor.name()})"
    return {
        "backend": keras.backend.backend(),
        "versions": versions,
        "commit": _commit(),
        "hardware": ", ".join([cores, *accelerators()]),
    }


def _commit():
    here = Path(__file__).parent
    git = ("git", "-C", str(here))
    try:
        commit = subprocess.run(
            [*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
        ).stdout.strip()
        changed = subprocess.run(
            [*git, "status", "--porcelain", "--untracked-files=no"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None
    return commit + (" with changes" if changed else "")
