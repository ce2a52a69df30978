"""Values by iteration, as arrays of bounded size that keep every extreme."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gradviz.core.levels import Floats, Level

__all__ = ["Curve", "Floats", "Series"]

_PER_BUCKET = 4
"""Points kept of a bucket: its first one, its smallest and largest value, and one that is not finite."""

_MOST_LEVELS = 3
"""So many widths of buckets are kept ready: those that were drawn last."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Points to draw: ``x`` are iterations, ``y`` values; NaN in ``y`` is a gap in the line.

    The first ``settled`` points are the same in every later curve with the same ``grain`` that begins at the same
    place.
    """

    x: Floats
    y: Floats
    settled: int = 0
    grain: tuple[int, int] = (0, 0)
    """How many iterations share two points, and for points that stand alone how often others were thinned out."""

    def __len__(self) -> int:
        return len(self.x)


class Series:
    """Values by iteration, at most ``capacity`` points.

    Points beyond that are thinned out: iterations are put into buckets of equal width, and of each bucket stay the
    first point, the smallest and the largest value and one point that is not finite. Every point kept is a real one.
    The counts are of everything that was ever added.
    """

    def __init__(self, capacity: int) -> None:
        if capacity < 2 * _PER_BUCKET:
            raise ValueError(f"a series needs room for {2 * _PER_BUCKET} points, not {capacity}")
        self._capacity = capacity
        self._x = np.empty(16, np.int64)
        self._y = np.empty(16)
        self._length = 0
        self._width = 1
        self._thinnings = 0
        self._levels: dict[int, Level] = {}
        self.count = 0
        self.nan = 0
        self.inf = 0
        self.missing = 0
        """How many iterations had no value at all."""
        self.not_positive = 0
        """How many finite values have no logarithm."""

    def __len__(self) -> int:
        return self._length

    @property
    def x(self) -> NDArray[np.int64]:
        """The iterations of the points, in increasing order."""
        return self._x[: self._length]

    @property
    def y(self) -> Floats:
        """The values of the points; NaN where an iteration had none."""
        return self._y[: self._length]

    @property
    def last(self) -> int | None:
        """The last iteration that was added."""
        return int(self._x[self._length - 1]) if self._length else None

    @property
    def finite(self) -> int:
        """How many values were finite."""
        return self.count - self.nan - self.inf - self.missing

    @property
    def is_thinned(self) -> bool:
        """Whether some points were left out."""
        return self._width > 1

    @property
    def bucket_width(self) -> int:
        """How many iterations share a bucket."""
        return self._width

    def extend(self, first: int, values: Sequence[float | None]) -> None:
        """Add the values of the iterations from ``first`` on. What was added before is not added again."""
        last = self.last
        known = 0 if last is None else max(0, last + 1 - first)
        fresh = list(values[known:])
        if not fresh:
            return
        start = first + known
        missing = fresh.count(None)
        self.missing += missing
        self.nan -= missing
        self.extend_at(np.arange(start, start + len(fresh)), np.array(fresh, np.float64))

    def add(self, iteration: int, value: float | None) -> None:
        """Add the value of one iteration, unless it was added before. One value is added so in a fifth of the time."""
        last = self.last
        if last is not None and iteration <= last:
            return
        self.count += 1
        if value is None:
            self.missing += 1
            value = math.nan
        elif math.isfinite(value):
            self.not_positive += value <= 0
        elif math.isnan(value):
            self.nan += 1
        else:
            self.inf += 1
        self._make_room(self._length + 1)
        self._x[self._length], self._y[self._length] = iteration, value
        self._length += 1
        if self._length > self._capacity:
            self._thin()

    def extend_at(self, x: NDArray[np.int64], y: Floats) -> None:
        """Add the values ``y`` of the iterations ``x``, which increase and come after what is there."""
        self.count += len(y)
        finite = np.isfinite(y)
        if not finite.all():
            self.nan += int(np.isnan(y).sum())
            self.inf += int(np.isinf(y).sum())
        self.not_positive += int(((y <= 0) & finite).sum())
        # Long batches go in piece by piece, so that memory stays bounded by the capacity.
        for at in range(0, len(y), self._capacity):
            self._append(x[at : at + self._capacity], y[at : at + self._capacity])

    def _append(self, x: NDArray[np.int64], y: Floats) -> None:
        end = self._length + len(x)
        self._make_room(end)
        self._x[self._length : end] = x
        self._y[self._length : end] = y
        self._length = end
        if self._length > self._capacity:
            self._thin()

    def _make_room(self, end: int) -> None:
        if end > len(self._x):
            size = max(end, 2 * len(self._x))
            self._x, self._y = np.resize(self._x, size), np.resize(self._y, size)

    def _thin(self) -> None:
        # Down to about half of the room, so that thinning is rare. Buckets only ever merge in pairs: so each one keeps
        # the extremes of everything that was ever in it.
        self._thinnings += 1
        span = int(self._x[self._length - 1]) + 1
        while self._width * self._capacity < 2 * _PER_BUCKET * span:
            self._width *= 2
        kept = _kept(self.x // self._width, self.y)
        self._x, self._y = self.x[kept], self.y[kept]
        self._length = len(self._x)

    def at(self, iteration: float) -> tuple[int, float] | None:
        """Return the point nearest to ``iteration``."""
        if not self._length:
            return None
        right = int(np.searchsorted(self.x, iteration))
        nearest = min(
            (i for i in (right - 1, right) if 0 <= i < self._length), key=lambda i: abs(self.x[i] - iteration)
        )
        return int(self._x[nearest]), float(self._y[nearest])

    def curve(self, columns: int, start: float | None = None, stop: float | None = None) -> Curve:
        """Return what to draw between two iterations on ``columns`` pixels, without losing an extreme.

        Of many points two are drawn on each pixel at most, and where there is a gap, a third. The points just outside
        belong to it, so that the line goes on to the edge. Infinities are gaps, as NaN is.
        """
        x, y = self.x, self.y
        low = 0 if start is None else max(0, int(np.searchsorted(x, start)) - 1)
        high = len(x) if stop is None else min(len(x), int(np.searchsorted(x, stop, "right")) + 1)
        if high - low <= 2 * columns:
            x, y = x[low:high], y[low:high]
            return Curve(x.astype(np.float64), np.where(np.isfinite(y), y, np.nan), len(x), (0, self._thinnings))
        begin = float(x[low]) if start is None else start
        end = float(x[high - 1]) if stop is None else stop
        level = self._level(1 << max(0, math.ceil(math.log2((end - begin) / columns))))
        points = level.points(begin, end)
        return Curve(*self._with_last(points.x, points.y, end), points.settled, (level.width, 0))

    def _with_last(self, x: Floats, y: Floats, stop: float) -> tuple[Floats, Floats]:
        """Return the points with the newest one: the line ends where the run is."""
        last = self._length - 1
        at, value = float(self._x[last]), float(self._y[last])
        if at > stop or (len(x) and at <= x[-1]):
            return x, y
        return np.append(x, at), np.append(y, value if math.isfinite(value) else math.nan)

    def _level(self, width: int) -> Level:
        """Return the level with buckets so wide, up to date."""
        level = self._levels.pop(width, None)
        if level is None:
            level = Level(width)
            finer = max((other for other in self._levels if other < width), default=None)
            if finer is not None:
                level.extend_from(self._levels[finer])
        first = int(np.searchsorted(self.x, level.last, "right"))
        level.extend(self.x[first:], self.y[first:])
        self._levels[width] = level
        if len(self._levels) > _MOST_LEVELS:
            del self._levels[next(iter(self._levels))]
        return level


def _kept(bucket: NDArray[np.int64], y: Floats) -> NDArray[np.intp]:
    """Return the indices of the points that stay: the first, least, largest and one not finite of each bucket."""
    firsts = np.flatnonzero(np.diff(bucket, prepend=bucket[0] - 1))
    lengths = np.diff(firsts, append=len(bucket))
    finite = np.isfinite(y)
    number = np.repeat(np.arange(len(firsts)), lengths)
    least = np.minimum.reduceat(np.where(finite, y, np.inf), firsts)
    most = np.maximum.reduceat(np.where(finite, y, -np.inf), firsts)
    kept = [firsts]
    for chosen in (finite & (y == least[number]), finite & (y == most[number]), ~finite):
        places = np.flatnonzero(chosen)
        # Of equal ones the first of each bucket.
        kept.append(places[np.flatnonzero(np.diff(number[places], prepend=-1))])
    return np.unique(np.concatenate(kept))
