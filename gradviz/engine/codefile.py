"""Where code says that it comes from: of a bundle's modules that is another place than their ``__file__``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any


def filename_of(function: Callable[..., Any]) -> str:
    """Return the file that the frames of ``function`` name."""
    name: str = function.__code__.co_filename
    return name


def folder_of(function: Callable[..., Any]) -> str:
    """Return the folder of `filename_of`, with a separator behind it, to compare the beginnings of names with."""
    return f"{Path(filename_of(function)).parent}{os.sep}"
