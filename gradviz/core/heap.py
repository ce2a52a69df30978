"""Give freed memory back to the system: the C library keeps what lies between pieces that are still in use."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from functools import cache


@cache
def _trim() -> Callable[[int], object] | None:
    """Return glibc's function for that; other systems' allocators do it by themselves, or cannot."""
    if not sys.platform.startswith("linux"):
        return None
    trim: Callable[[int], object] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim


def give_back() -> None:
    """Return free memory to the system, as far as this one can."""
    trim = _trim()
    if trim is not None:
        trim(0)
