"""The memory that a run may take. The window reads this before it is painted: nothing heavy is imported here."""

from __future__ import annotations

MEGABYTE = 1 << 20

DEFAULT = 512 * MEGABYTE
"""Bytes for everything: the recorded iterations in the window, and what the worker holds beside them."""

SMALLEST = 64 * MEGABYTE
"""A budget that every setting and request is at least."""

WORKER_PARTS = 4
"""The worker may hold one such part of the budget in tensors, and one in keyframes; the window has the rest."""


def worker_part(budget: int) -> int:
    """Return the bytes that the worker may hold in tensors, and again in keyframes, of a whole ``budget``."""
    return budget // WORKER_PARTS
