"""Finds which of many rectangles lie in an area, without asking all of them."""

from __future__ import annotations

import numpy as np

from gradviz.ui.canvas.geometry import Area, Floats, Ints, columns, touching

_SPARE = 4.0
"""A rectangle that is so many times longer than most are is asked every time: it would spoil the order."""
_FEW = 2.0
"""Where more than one in so many would be asked, all are: that takes less time then."""


class Index:
    """Rows of left, top, right, bottom, sorted along the side on which they are spread out most."""

    def __init__(self, sides: Floats) -> None:
        self._sides = columns(sides)
        self._axis = _longest(self._sides)
        low, high = self._sides[:, self._axis], self._sides[:, self._axis + 2]
        length = high - low
        self._reach = _SPARE * float(np.median(length)) if len(length) else 0.0
        is_short = length <= self._reach
        short = np.flatnonzero(is_short)
        order = np.argsort(low[short], kind="stable")
        self._short, self._low = short[order], low[short][order]
        self._long = np.flatnonzero(~is_short)
        self._all = np.arange(len(self._sides))
        self._bounds = _bounds(self._sides)

    def touching(self, areas: list[Area], margin: float) -> Ints:
        """Return which rows touch one of ``areas`` made ``margin`` larger, in ascending order."""
        if not areas or not len(self._sides):
            return np.empty(0, np.intp)
        if any(_contains(area, self._bounds) for area in areas):
            return self._all
        start = min(area[self._axis] for area in areas) - margin
        end = max(area[self._axis + 2] for area in areas) + margin
        first, last = np.searchsorted(self._low, (start - self._reach, end)).tolist()
        if (last - first) * _FEW > len(self._low):
            return touching(self._sides, areas, margin)
        asked = np.concatenate([self._short[first:last], self._long])
        asked.sort()
        return asked[touching(self._sides[asked], areas, margin)]


def _bounds(sides: Floats) -> Area:
    if not len(sides):
        return (0.0, 0.0, 0.0, 0.0)
    left, top = sides[:, :2].min(axis=0).tolist()
    right, bottom = sides[:, 2:].max(axis=0).tolist()
    return (left, top, right, bottom)


def _contains(area: Area, bounds: Area) -> bool:
    return area[0] < bounds[0] and area[1] < bounds[1] and area[2] > bounds[2] and area[3] > bounds[3]


def _longest(sides: Floats) -> int:
    """Return the side (0: left to right, 1: top to bottom) along which there are most rows one after the other."""
    if not len(sides):
        return 0
    spread = sides[:, 2:].max(axis=0) - sides[:, :2].min(axis=0)
    typical = np.maximum(np.median(sides[:, 2:] - sides[:, :2], axis=0), 1.0)
    return int(np.argmax(spread / typical))
