"""Many things that are drawn alike, sorted so that each kind is drawn in one go."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gradviz.ui.canvas.geometry import Area, Floats
from gradviz.ui.canvas.places import Places


class Groups:
    """Rows of four numbers by their ``codes``: small numbers that say how they are drawn.

    ``places`` says where they are; ``size`` is what of each can be seen at all, in units of the scene.
    """

    def __init__(self, rows: Floats, places: Places, codes: NDArray[np.uint8], size: Floats | None = None) -> None:
        self._rows = rows
        self._places = places
        self._codes = codes
        self._size = size

    def chosen(self, areas: list[Area], margin: float, least: float = 0.0) -> Iterator[tuple[int, Floats]]:
        """Yield each code and a copy of its rows that touch ``areas`` and whose size is ``least``, if there are any."""
        found = self._places.touching(areas, margin)
        if self._size is not None and least > 0.0:
            found = found[self._size[found] >= least]
        codes = self._codes[found]
        rows = np.ascontiguousarray(self._rows[found[np.argsort(codes, kind="stable")]])
        counts = np.bincount(codes)
        ends = np.cumsum(counts).tolist()
        for code in np.flatnonzero(counts).tolist():
            yield code, rows[ends[code] - int(counts[code]) : ends[code]]


LIT = 64
"""Is added to the code of what is lit, where something is: it is painted after all that is pale."""


def with_pale(codes: NDArray[np.uint8], lit: NDArray[np.bool_] | None) -> NDArray[np.uint8]:
    """Return ``codes``, those of what is not ``lit`` apart from the others and before them."""
    return codes if lit is None else np.where(lit, codes + LIT, codes).astype(np.uint8)
