"""The extremes of a series in buckets of equal width, brought up to date by what is new alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_POINTS = 2
"""Of a bucket: its least and its largest value."""


class Points(NamedTuple):
    """Points in the order of their iterations; NaN in ``y`` is a gap. The first ``settled`` do not change any more."""

    x: Floats
    y: Floats
    settled: int


class Level:
    """Of each ``width`` iterations the least and the largest value, and the first one that is not finite.

    The last bucket is open: what comes may still change it.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.last = -1
        """The last iteration that it knows of."""
        self._x = np.empty(64)
        self._y = np.empty(64)
        self._length = 0
        self._gaps: list[int] = []

    @property
    def _open(self) -> int:
        """Where the open bucket begins."""
        return self.last // self.width * self.width

    def extend(self, x: NDArray[np.int64], y: Floats) -> None:
        """Add the values ``y`` of the iterations ``x``, which increase and come after what is there."""
        if not len(x):
            return
        begin = self._open
        self.last = int(x[-1])
        finite = np.isfinite(y)
        if not finite.all():
            self._add_gaps(x[~finite])
            x, y = x[finite], y[finite]
        if len(x):
            self._add(x.astype(np.float64), y, begin)

    def extend_from(self, finer: Level) -> None:
        """Add all that a level of a smaller width knows; to one that is empty."""
        self.last = finer.last
        if finer._gaps:
            self._add_gaps(np.array(finer._gaps))
        if finer._length:
            self._add(finer._x[: finer._length], finer._y[: finer._length], 0)

    def _add_gaps(self, x: NDArray[np.int64]) -> None:
        known = self._gaps[-1] // self.width if self._gaps else -1
        bucket = x // self.width
        fresh = x[np.diff(bucket, prepend=known) > 0]
        self._gaps += fresh.tolist()

    def _add(self, x: Floats, y: Floats, begin: int) -> None:
        """Add finite points; what is in the bucket that begins at ``begin`` may have to be found anew."""
        if self._length and self._x[self._length - 1] >= begin:
            # Together with what comes, the extremes of the open bucket are those of its two points and the new ones.
            self._length -= _POINTS
            kept = slice(self._length, self._length + _POINTS)
            x, y = np.concatenate([self._x[kept], x]), np.concatenate([self._y[kept], y])
        chosen = _extremes(x // self.width, y)
        end = self._length + len(chosen)
        if end > len(self._x):
            self._x, self._y = np.resize(self._x, 2 * end), np.resize(self._y, 2 * end)
        self._x[self._length : end] = x[chosen]
        self._y[self._length : end] = y[chosen]
        self._length = end

    def points(self, start: float, stop: float) -> Points:
        """Return what is between two iterations, and the points just outside."""
        x, y = self._x[: self._length], self._y[: self._length]
        low, high = max(0, int(np.searchsorted(x, start)) - 1), int(np.searchsorted(x, stop, "right")) + 1
        x, y = x[low:high], y[low:high]
        gaps = self._gaps_between(start, stop)
        if gaps.size:
            places = np.searchsorted(x, gaps)
            x, y = np.insert(x, places, gaps), np.insert(y, places, np.nan)
        return Points(x, y, int(np.searchsorted(x, self._open)))

    def _gaps_between(self, start: float, stop: float) -> Floats:
        gaps = np.array(self._gaps, np.float64)
        return gaps[np.searchsorted(gaps, start) : np.searchsorted(gaps, stop, "right")]


def _extremes(bucket: Floats, y: Floats) -> NDArray[np.intp]:
    """Return two indices for each bucket: where its least and its largest value are, in their order."""
    firsts = np.flatnonzero(np.diff(bucket, prepend=bucket[0] - 1))
    number = np.cumsum(np.diff(bucket, prepend=bucket[0]) > 0)
    found = []
    for extreme in (np.minimum, np.maximum):
        places = np.flatnonzero(y == extreme.reduceat(y, firsts)[number])
        # Of equal ones the first of each bucket.
        found.append(places[np.searchsorted(number[places], np.arange(len(firsts)))])
    return np.sort(np.column_stack(found), axis=1).ravel()
