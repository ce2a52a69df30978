"""What a few numbers tell of many values."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray


class Statistics(msgspec.Struct, frozen=True, gc=False):
    """The numbers that tell of many values.

    ``min``, ``max`` and ``mean`` leave out nothing: a NaN among the values makes them NaN. They are ``None`` where
    torch defines none (no values at all, complex ``min``). ``norm`` is the L2 norm, ``nan`` and ``inf`` are counts.
    """

    min: float | None = None
    max: float | None = None
    mean: float | None = None
    norm: float | None = None
    nan: int = 0
    inf: int = 0

    def repeated(self, times: int) -> Statistics:
        """Return the statistics of ``times`` copies of the same values, side by side."""
        if times == 1 or self.norm is None:
            return self
        norm = self.norm * math.sqrt(times)
        return Statistics(self.min, self.max, self.mean, norm, self.nan * times, self.inf * times)


def statistics_of(array: NDArray[Any]) -> Statistics:
    """Return the statistics of a numpy array of any kind and size, computed in float64."""
    if array.size == 0:
        return Statistics(norm=0.0)
    with np.errstate(all="ignore"):
        if array.dtype.kind == "c":
            magnitude = np.abs(array.astype(np.complex128))
            nan, inf = int(np.isnan(array).sum()), int(np.isinf(array).sum())
            return Statistics(norm=_norm(magnitude), nan=nan, inf=inf)
        low, high = float(array.min()), float(array.max())
        if not math.isfinite(low - high) and array.dtype.kind == "f":
            return _not_finite(array, low, high)
        wide = array.astype(np.float64)
        return Statistics(low, high, float(wide.sum()) / wide.size, _norm(wide))


def _not_finite(array: NDArray[Any], low: float, high: float) -> Statistics:
    nan, inf = int(np.count_nonzero(np.isnan(array))), int(np.count_nonzero(np.isinf(array)))
    if nan == inf == 0:
        # The range of float64 itself was too small for their difference.
        return Statistics(low, high, float(array.astype(np.float64).mean()), _norm(array.astype(np.float64)))
    is_undefined = nan > 0 or (math.isinf(low) and math.isinf(high) and low != high)
    mean = math.nan if is_undefined else low if math.isinf(low) else high
    return Statistics(low, high, mean, math.nan if nan else math.inf, nan, inf)


def statistics_of_parts(flat: NDArray[Any], sizes: list[int]) -> list[Statistics]:
    """Return the statistics of real arrays that lie one after the other in ``flat``; ``sizes`` are their lengths.

    A few numpy calls do for all of them, however many they are.
    """
    filled = [size for size in sizes if size]
    found = iter(_statistics_of_filled(flat, filled)) if filled else iter(())
    return [next(found) if size else Statistics(norm=0.0) for size in sizes]


def _statistics_of_filled(flat: NDArray[Any], sizes: list[int]) -> list[Statistics]:
    starts = np.zeros(len(sizes), np.intp)
    np.cumsum(sizes[:-1], out=starts[1:])
    with np.errstate(all="ignore"):
        wide = flat.astype(np.float64)
        lows, highs = np.minimum.reduceat(wide, starts), np.maximum.reduceat(wide, starts)
        means = np.add.reduceat(wide, starts) / np.array(sizes)
        norms = np.sqrt(np.add.reduceat(wide * wide, starts))
    found = list(map(Statistics, lows.tolist(), highs.tolist(), means.tolist(), norms.tolist()))
    # What is not finite is counted one by one: it is rare.
    for number in np.flatnonzero(~np.isfinite(means)).tolist():
        start = int(starts[number])
        found[number] = statistics_of(flat[start : start + sizes[number]])
    return found


def _norm(values: NDArray[np.float64]) -> float:
    flat = values.ravel("K")
    # Not its dot product: that starts threads.
    return float(np.sqrt(np.einsum("i,i->", flat, flat)))
