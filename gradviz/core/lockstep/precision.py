"""What the precision of a dtype explains where runs in different dtypes are apart."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np

from gradviz.core.lockstep.align import Pair
from gradviz.core.lockstep.difference import matrices
from gradviz.core.lockstep.steps import Step
from gradviz.core.lockstep.tensors import LaneTensor
from gradviz.core.lockstep.tolerance import coarser, epsilon
from gradviz.core.lockstep.verdict import Cause, Moment

Steps = tuple[Step, Step]

LARGEST: Final = {
    "float64": 1.7976931348623157e308,
    "float32": 3.4028234663852886e38,
    "bfloat16": 3.3895313892515355e38,
    "float16": 65504.0,
}
"""The largest number of each."""

SMALLEST: Final = {"float64": 5e-324, "float32": 2.0**-149, "bfloat16": 2.0**-133, "float16": 2.0**-24}
"""The smallest one above 0."""

_MANY: Final = 0.125
"""Of so many elements what befalls them is named."""


class Lost(NamedTuple):
    """Why a coarser dtype cannot follow: ``lost`` of ``total`` elements of ``pair`` are concerned."""

    cause: Cause
    dtype: str
    pair: Pair
    lost: int = 0
    total: int = 0


def dtypes_of(steps: Steps, pair: Pair) -> tuple[str, str]:
    """Return in which dtypes two runs have a tensor; without a name, their losses."""
    one, other = steps[0].get(pair.name), steps[1].get(pair.other)
    if one is None or other is None or one.start is None or other.start is None:
        return steps[0].dtype, steps[1].dtype
    return one.start.dtype, other.start.dtype


def lost_in_loss(steps: Steps, pair: Pair) -> Lost | None:
    """Return what the dtype of the loss itself has made of it."""
    dtype = coarser(steps[0].dtype, steps[1].dtype)
    fine, coarse = (step.loss for step in sorted(steps, key=lambda step: epsilon(step.dtype)))
    if fine is None or coarse is None or not math.isfinite(fine):
        return None
    if not math.isfinite(coarse):
        return Lost(Cause.OVERFLOW, dtype, pair, 1, 1)
    if coarse == 0.0 and 0.0 < abs(fine) < SMALLEST.get(dtype, 0.0):
        return Lost(Cause.UNDERFLOW, dtype, pair, 1, 1)
    return None


def lost_in_tensor(one: LaneTensor, other: LaneTensor, pair: Pair) -> Lost | None:
    """Return what is not finite in the coarser of two tensors alone, or 0 because it is too small for its dtype."""
    dtype = coarser(one.dtype, other.dtype)
    is_second = other.dtype == dtype
    fine, coarse = (one, other) if is_second else (other, one)
    if coarse.nonfinite > fine.nonfinite:
        return Lost(Cause.OVERFLOW, dtype, pair, coarse.nonfinite, _count(coarse))
    both = matrices(one, other, flipped=pair.flipped)
    if both is None or fine.values is None or coarse.values is None:
        return None
    exact, rounded = both if is_second else both[::-1]
    gone = (rounded == 0) & (exact != 0) & (np.abs(exact) < SMALLEST.get(dtype, 0.0))
    count = int(np.count_nonzero(gone))
    return Lost(Cause.UNDERFLOW, dtype, pair, count, gone.size) if count > _MANY * gone.size else None


def lost_updates(steps: Steps, pairs: Iterable[Pair]) -> Lost | None:
    """Return the parameter most of whose elements stay as they are in the coarser dtype, though they move in the other.

    What is added to a number is lost if it is less than half the distance to the next one.
    """
    found = [one for pair in pairs if (one := _lost_update(steps, pair)) is not None]
    return max(found, key=lambda one: one.lost / one.total, default=None)


def _lost_update(steps: Steps, pair: Pair) -> Lost | None:
    one, other = steps[0].get(pair.name), steps[1].get(pair.other)
    if one is None or other is None or one.start is None or other.start is None or one.end is None or other.end is None:
        return None
    dtype = coarser(one.start.dtype, other.start.dtype)
    before = matrices(one.start, other.start, flipped=pair.flipped)
    after = matrices(one.end, other.end, flipped=pair.flipped)
    if before is None or after is None or one.start.values is None or other.start.values is None:
        return None
    fine, coarse = (0, 1) if other.start.dtype == dtype else (1, 0)
    with np.errstate(all="ignore"):
        step = np.abs(after[fine] - before[fine])
        is_lost = (after[coarse] == before[coarse]) & (step > 0) & (step < epsilon(dtype) * np.abs(before[coarse]))
    count = int(np.count_nonzero(is_lost))
    return Lost(Cause.SWALLOWED, dtype, pair, count, is_lost.size) if count > _MANY * is_lost.size else None


def _count(tensor: LaneTensor) -> int:
    return math.prod(tensor.shape)


def lost_at(moment: Moment, steps: Steps, before: Steps | None, pair: Pair, pairs: Iterable[Pair]) -> Lost | None:
    """Return what the coarser dtype explains of a difference of ``pair`` at ``moment``; ``None`` if both have the same.

    A difference that nothing else explains is one of `Cause.PRECISION`: rounding errors that have come together.
    """
    dtypes = dtypes_of(steps, pair)
    if dtypes[0] == dtypes[1]:
        return None
    found = _lost_here(moment, steps, pair)
    if found is None and moment is Moment.UPDATE:
        found = lost_updates(steps, (pair,))
    elif found is None and before is not None:
        # What an update has made shows in all that follows.
        found = lost_updates(before, pairs)
    return found or Lost(Cause.PRECISION, coarser(*dtypes), pair)


def _lost_here(moment: Moment, steps: Steps, pair: Pair) -> Lost | None:
    if moment is Moment.LOSS:
        return lost_in_loss(steps, pair)
    one, other = steps[0].get(pair.name), steps[1].get(pair.other)
    if one is None or other is None:
        return None
    held = {
        Moment.START: (one.start, other.start),
        Moment.GRADIENT: (one.grad, other.grad),
        Moment.UPDATE: (one.end, other.end),
    }[moment]
    return None if held[0] is None or held[1] is None else lost_in_tensor(held[0], held[1], pair)
