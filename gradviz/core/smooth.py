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
        self.series = Series(capacity)

    def extend(self, first: int, values: Sequence[float | None]) -> None:
        """Add the values of the iterations from ``first`` on."""
        y = np.array(values, np.float64)
        means = np.full(len(y), np.nan)
        finite = np.flatnonzero(np.isfinite(y))
        for start in range(0, len(finite), self._piece):
            chosen = finite[start : start + self._piece]
            means[chosen] = self._means(y[chosen])
        self.series.extend(first, means.tolist())

    def _means(self, y: Floats) -> Floats:
        decays = np.exp(self._log_decay * np.arange(1, len(y) + 1))
        with np.errstate(over="ignore", invalid="ignore"):
            sums = decays * (self._sum + np.cumsum(y / decays))
            weights = decays * (self._weight + np.cumsum(1.0 / decays))
            means = sums / weights
        # A sum too large for a float must not spoil what comes after it.
        self._sum, self._weight = (float(sums[-1]), float(weights[-1])) if np.isfinite(sums[-1]) else (0.0, 0.0)
        return np.asarray(means)
