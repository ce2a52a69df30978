"""A running mean of values by iteration."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gradviz.core.series import Floats, Series

WINDOWS = (10, 100, 1000)
"""Iterations over which one can average."""

_LEAST_LOG = -20.0
"""So far weights may shrink within a piece that is computed at once: e⁻²⁰ leaves half of a float's digits."""

_MOST_WAITING = 4096
"""So many values wait at most until somebody asks for their means: nobody may ever want them."""


class Smooth:
    """The exponential running mean of every value that was added, over about ``window`` values.

    Of each value the weight shrinks by 1 − 1 ÷ window with every later one. The sum of the weights so far divides, so
    that the first means are not too small. Values that are missing or not finite are left out.
    """

    def __init__(self, window: int, capacity: int) -> None:
        self._log_decay = math.log1p(-1.0 / window)
        self._piece = max(1, int(_LEAST_LOG / self._log_decay))
        self._sum = 0.0
        self._weight = 0.0
        self._series = Series(capacity)
        self._first = 0
        self._waiting: list[float | None] = []

    def extend(self, first: int, values: Sequence[float | None]) -> None:
        """Add the values of the iterations from ``first`` on."""
        if self._waiting and first != self._first + len(self._waiting):
            self._take()
        if not self._waiting:
            self._first = first
        self._waiting += values
        if len(self._waiting) >= _MOST_WAITING:
            self._take()

    @property
    def series(self) -> Series:
        """The means."""
        self._take()
        return self._series

    def _take(self) -> None:
        values, self._waiting = self._waiting, []
        y = np.array(values, np.float64)
        means = np.full(len(y), np.nan)
        finite = np.flatnonzero(np.isfinite(y))
        start = 0
        while start < len(finite):
            chosen = finite[start : start + self._piece]
            found = self._means(y[chosen])
            means[chosen[: len(found)]] = found
            start += len(found)
        self._series.extend(self._first, means.tolist())

    def _means(self, y: Floats) -> Floats:
        """Return the means of ``y``, up to where a sum becomes too large for a float: then a new one begins."""
        decays = np.exp(self._log_decay * np.arange(1, len(y) + 1))
        with np.errstate(over="ignore", invalid="ignore"):
            sums = decays * (self._sum + np.cumsum(y / decays))
            weights = decays * (self._weight + np.cumsum(1.0 / decays))
            means = np.asarray(sums / weights)
        bad = np.flatnonzero(~np.isfinite(sums))
        if bad.size:
            self._sum = self._weight = 0.0
            return means[: bad[0] + 1]
        self._sum, self._weight = float(sums[-1]), float(weights[-1])
        return means
