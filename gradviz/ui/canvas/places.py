"""Where many things are, and which of them lie in an area."""

from __future__ import annotations

import numpy as np

from gradviz.ui.canvas.geometry import Area, Floats, Ints, columns, touching


class Places:
    """Rows of left, top, right, bottom."""

    def __init__(self, sides: Floats) -> None:
        self._sides = columns(sides)
        self._all = np.arange(len(self._sides))
        self._bounds = _bounds(self._sides)

    def touching(self, areas: list[Area], margin: float) -> Ints:
        """Return which rows touch one of ``areas`` made ``margin`` larger, in ascending order."""
        # From afar everything is in sight: none has to be asked.
        if any(_contains(area, self._bounds) for area in areas):
            return self._all
        return touching(self._sides, areas, margin)


def _bounds(sides: Floats) -> Area:
    if not len(sides):
        return (0.0, 0.0, 0.0, 0.0)
    left, top = sides[:, :2].min(axis=0).tolist()
    right, bottom = sides[:, 2:].max(axis=0).tolist()
    return (left, top, right, bottom)


def _contains(area: Area, bounds: Area) -> bool:
    return area[0] < bounds[0] and area[1] < bounds[1] and area[2] > bounds[2] and area[3] > bounds[3]
