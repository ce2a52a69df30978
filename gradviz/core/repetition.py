"""How an iteration that was recomputed compares with the same one of the first run."""

from __future__ import annotations

import struct
from typing import NamedTuple

from gradviz.core.messages.replies import Recomputed


class Verdict(NamedTuple):
    """``restored`` names what had come out differently at ``keyframe`` and was put back to what the first run had.

    ``first`` is the loss of the first run, ``loss`` the recomputed one; ``None`` where there is none.
    """

    keyframe: int | None
    restored: tuple[str, ...]
    first: float | None
    loss: float | None

    @property
    def is_equal(self) -> bool:
        """Whether the losses are the same, bit for bit."""
        return same_bits(self.first, self.loss)


def compared(recomputed: Recomputed, first: float | None) -> Verdict:
    """Return the verdict on ``recomputed``, whose loss was ``first`` in the first run."""
    loss = None if recomputed.iteration is None else recomputed.iteration.loss
    return Verdict(recomputed.keyframe, recomputed.differing, first, loss)


def same_bits(one: float | None, other: float | None) -> bool:
    """Return whether two numbers are the same, bit for bit."""
    if one is None or other is None:
        return one is other
    return struct.pack("<d", one) == struct.pack("<d", other)
