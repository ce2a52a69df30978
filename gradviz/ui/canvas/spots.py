"""The boxes of a scene on a map: where many of them take the same pixels, these are painted once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gradviz.ui.canvas.geometry import Floats, columns


class Spots:
    """Rectangles (left, top, width, height) that are painted without smoothing, with ``ratio`` pixels per unit."""

    def __init__(self, rects: Floats, ratio: float) -> None:
        corners = np.concatenate([rects[:, :2], rects[:, :2] + rects[:, 2:]], axis=1)
        pixels = np.floor(corners * ratio + 0.5)
        order = np.lexsort(pixels.T)
        is_other = np.ones(len(order), np.bool_)
        is_other[1:] = (pixels[order[1:]] != pixels[order[:-1]]).any(axis=1)
        self._spot_of = np.empty(len(order), np.intp)
        self._spot_of[order] = np.cumsum(is_other) - 1
        found = pixels[order[is_other]] / ratio
        self._spots = columns(np.concatenate([found[:, :2], found[:, 2:] - found[:, :2]], axis=1))

    def of(self, wanted: NDArray[np.bool_]) -> Floats:
        """Return the rectangles that have the same pixels as those ``wanted``."""
        taken = np.zeros(len(self._spots), np.bool_)
        taken[self._spot_of[wanted]] = True
        found: Floats = self._spots[taken]
        return found
