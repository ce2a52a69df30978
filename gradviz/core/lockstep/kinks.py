"""Whether a gradient differs because an activation is on in one run and off in the other.

Runs that differ by rounding do so wherever a value lies within a rounding error of a kink: of ReLU at 0, of a maximum
at the second largest. Then the gradient of that one sample is there in one run and missing in the other, in all weights
of the unit: one column of them or one row, and the rest agrees.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gradviz.core.lockstep.causes import gradients_of
from gradviz.core.lockstep.measure import Measure
from gradviz.core.lockstep.precision import Steps
from gradviz.core.lockstep.verdict import Moment

_FEW = 8
"""At most one of so many units, or one alone."""

_LEAST_UNITS = 3
_FILLED = 0.25
"""So much of the weights of a unit must differ: a single weight is no unit."""


def is_kink(leaps: Sequence[Measure], steps: Steps, limit: float) -> bool:
    """Return whether one of ``leaps`` differs by more than ``limit``, relative, in the weights of a few units alone."""
    return any(one.moment is Moment.GRADIENT and _is_of_few_units(one, steps, limit) for one in leaps)


def _is_of_few_units(one: Measure, steps: Steps, limit: float) -> bool:
    pair = gradients_of(steps, one)
    if pair is None:
        return False
    with np.errstate(all="ignore"):
        gap = np.abs(pair[0] - pair[1])
        size = max(float(np.abs(side).max(initial=0.0)) for side in pair)
    differs = gap > limit * size
    shape = _first_axis(steps, one)
    return any(_is_in_few_lines(way) for way in (differs, differs.T, _as_units(differs, shape)))


def _first_axis(steps: Steps, one: Measure) -> int:
    parameter = steps[0].get(one.pair.name)
    shape = () if parameter is None or parameter.grad is None else parameter.grad.shape
    return shape[0] if len(shape) > 2 else 0


def _as_units(differs: NDArray[np.bool_], units: int) -> NDArray[np.bool_]:
    """Return the weights of a convolution with one row for each of its outputs."""
    return differs.reshape(units, -1) if units and differs.size % units == 0 else differs


def _is_in_few_lines(differs: NDArray[np.bool_]) -> bool:
    lines, length = differs.shape
    affected = int(differs.any(axis=1).sum())
    if lines < _LEAST_UNITS or not 0 < affected <= max(1, lines // _FEW):
        return False
    return bool(int(differs.sum()) >= _FILLED * affected * length)
