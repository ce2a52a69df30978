"""How the elements of parameters and gradients were distributed, over the iterations of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gradviz.core.messages.samples import ParameterSample
from gradviz.core.tensor import TensorSummary

BINS = 48
MOST_SLICES = 192
"""Of a tensor; beyond that every second one goes."""

_EACH = 32
"""So many samples are all taken; after that one in `_ONE_IN`."""
_ONE_IN = 6

VALUE, GRADIENT = "value", "gradient"


class Slice(NamedTuple):
    """The elements after one iteration: how many are in each of `BINS` equal parts of what is from low to high."""

    iteration: int
    low: float
    high: float
    counts: NDArray[np.uint16]
    nonfinite: int


class Histograms:
    """Slices by the name of a parameter and by `VALUE` or `GRADIENT`. Of large tensors the thumbnail is counted."""

    def __init__(self) -> None:
        self._slices: dict[tuple[str, str], list[Slice]] = {}
        self._samples = 0
        self._step = 1

    def add(self, iteration: int, parameters: Sequence[ParameterSample]) -> None:
        """Take the distributions after ``iteration``, if it is time for that."""
        if not parameters:
            return
        self._samples += 1
        if self._samples > _EACH and self._samples % (_ONE_IN * self._step):
            return
        for sample in parameters:
            for kind, summary in ((VALUE, sample.value), (GRADIENT, sample.grad)):
                taken = None if summary is None else slice_of(iteration, summary)
                if taken is not None:
                    self._slices.setdefault((sample.name, kind), []).append(taken)
        self._thin()

    def _thin(self) -> None:
        if any(len(slices) > MOST_SLICES for slices in self._slices.values()):
            self._step *= 2
            for slices in self._slices.values():
                del slices[1::2]

    def of(self, name: str, kind: str) -> tuple[Slice, ...]:
        """Return the slices of a parameter's values or gradients, in the order of the iterations."""
        return tuple(self._slices.get((name, kind), ()))


def slice_of(iteration: int, summary: TensorSummary) -> Slice | None:
    """Return the distribution of the elements that ``summary`` holds; of complex ones of their magnitudes."""
    matrix = summary.matrix()
    if matrix is None:
        return None
    finite = matrix[np.isfinite(matrix)]
    missing = matrix.size - finite.size
    if not finite.size:
        return Slice(iteration, 0.0, 0.0, np.zeros(BINS, np.uint16), missing)
    low, high = float(finite.min()), float(finite.max())
    with np.errstate(all="ignore"):
        # Halves: the whole of the range may be more than a number can be.
        span = high / 2 - low / 2
        share = (finite / 2 - low / 2) / span if span > 0 else np.zeros(finite.size)
    number = np.clip(np.nan_to_num(share) * BINS, 0, BINS - 1).astype(np.intp)
    return Slice(iteration, low, high, np.bincount(number, minlength=BINS).astype(np.uint16), missing)


def density(
    slices: Sequence[Slice], edges: NDArray[np.float64], iterations: tuple[float, float], columns: int
) -> NDArray[np.float64]:
    """Return which part of the elements lies between each two of ``edges``: the highest in the first row.

    ``columns`` share the ``iterations`` from the first to the last. A column shows the last slice at or before it, NaN
    before the first one. It sums to 1 if all elements are in range.
    """
    start, stop = iterations
    picture = np.full((len(edges) - 1, columns), np.nan)
    if not slices:
        return picture
    known: NDArray[np.intp] = np.array([one.iteration for one in slices])
    places = start + (np.arange(columns) + 0.5) * (stop - start) / columns
    numbers = np.searchsorted(known, places, "right") - 1
    for number in np.unique(numbers[numbers >= 0]):
        shown = _share(slices[number], edges)
        picture[:, numbers == number] = shown[::-1, None]
    return picture


class Symlog(NamedTuple):
    """A scale that is logarithmic on both sides of zero, and linear within about ``unit`` of it."""

    unit: float

    def place(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where ``values`` are on the scale: decades from zero."""
        return np.asarray(np.sign(values) * np.log10(1.0 + np.abs(values) / self.unit))

    def value(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the values that are at ``places``."""
        return np.asarray(np.sign(places) * self.unit * (10.0 ** np.abs(places) - 1.0))


def symlog_of(slices: Sequence[Slice]) -> Symlog:
    """Return a scale on which the narrowest of ``slices`` can be told from a point."""
    sizes = [max(abs(one.low), abs(one.high)) for one in slices]
    return Symlog(max(min((size for size in sizes if size > 0), default=1.0) / 10.0, 1e-300))


def _share(one: Slice, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return which part of the elements lies between each two of ``edges``."""
    total = int(one.counts.sum())
    if not total:
        return np.zeros(len(edges) - 1)
    if one.high <= one.low:
        place = int(np.clip(np.searchsorted(edges, one.low, "right") - 1, -1, len(edges) - 1))
        shown = np.zeros(len(edges) - 1)
        shown[min(max(place, 0), len(shown) - 1)] = 1.0
        return shown
    below = np.concatenate([[0.0], np.cumsum(one.counts) / total])
    return np.diff(np.interp(edges, np.linspace(one.low, one.high, BINS + 1), below, 0.0, 1.0))
