"""Many things that are drawn alike, sorted so that each kind is drawn in one go."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gradviz.ui.canvas.geometry import Floats, columns, touching

Area = tuple[float, float, float, float]


class Groups:
    """Rows of four numbers by their ``codes``: small numbers that say how they are drawn.

    ``sides`` are left, top, right, bottom of each; ``size`` is what of it can be seen at all, in units of the scene.
    """

    def __init__(self, rows: Floats, sides: Floats, codes: NDArray[np.uint8], size: Floats | None = None) -> None:
        order = np.argsort(codes, kind="stable")
        self._rows = np.ascontiguousarray(rows[order])
        self._sides = columns(sides[order])
        self._size = None if size is None else size[order]
        counts = np.bincount(codes, minlength=1)
        self._codes = np.flatnonzero(counts)
        self._ends = np.cumsum(counts)[self._codes]

    def chosen(self, areas: list[Area], margin: float, least: float = 0.0) -> Iterator[tuple[int, Floats]]:
        """Yield each code and a copy of its rows that touch ``areas`` and whose size is ``least``, if there are any."""
        found = touching(self._sides, areas, margin)
        if self._size is not None and least > 0.0:
            found = found[self._size[found] >= least]
        rows = self._rows[found]
        first = 0
        for code, end in zip(self._codes.tolist(), np.searchsorted(found, self._ends).tolist(), strict=True):
            if end > first:
                yield code, rows[first:end]
            first = end


LIT = 64
"""Is added to the code of what is lit, where something is: it is painted after all that is pale."""


def with_pale(codes: NDArray[np.uint8], lit: NDArray[np.bool_] | None) -> NDArray[np.uint8]:
    """Return ``codes``, those of what is not ``lit`` apart from the others and before them."""
    return codes if lit is None else np.where(lit, codes + LIT, codes).astype(np.uint8)
