"""What would explain that two runs part: as far as the numbers tell."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from gradviz.core.lockstep.difference import matrices, multiple, norm_of
from gradviz.core.lockstep.measure import Measure
from gradviz.core.lockstep.precision import Lost, Steps, lost_at
from gradviz.core.lockstep.tensors import Matrix
from gradviz.core.lockstep.verdict import Cause, Moment, Parting

_UNEXPLAINED = (Cause.FORWARD, Cause.BACKWARD, Cause.UPDATE, Cause.SCALED, Cause.CHANGED_BETWEEN)
"""Causes that say where something differs, and that another dtype may explain."""

_CERTAIN = (Cause.OTHER_START, Cause.MISSING)
"""Causes that no dtype explains."""

_CLOSE = 1e-2
"""A sum of two gradients is found again within this, relative."""


def parting_of(
    leaps: Sequence[Measure],
    found: Sequence[Measure],
    steps: Steps,
    before: Steps | None,
    most: float,
    *,
    is_same: bool = False,
) -> Parting:
    """Return where two runs part: ``leaps`` are what is apart at the first such moment of ``found``.

    Where the loss is apart already, the gradient that differs most stands for what follows from it. ``is_same``: both
    are runs of the same program, so that another dtype explains all that nothing else does.
    """
    first = max(leaps, key=lambda one: one.amount)
    shown, group = first, leaps
    if first.moment is Moment.LOSS:
        group = [one for one in found if one.moment is Moment.GRADIENT and one.amount > one.base]
        shown = max(group, key=lambda one: one.amount, default=first)
    cause, factor = _cause(first, shown, steps, before)
    made = _parting(first, shown, steps, most)
    made = msgspec.structs.replace(made, cause=cause, factor=factor, further=max(len(group) - 1, 0))
    lost = lost_at(first.moment, steps, before, first.pair, [one.pair for one in found if one.pair.name])
    if lost is None or not (_may_explain(cause, lost) or (is_same and cause not in _CERTAIN)):
        return made
    return _explained(made, lost)


def _may_explain(cause: Cause, lost: Lost) -> bool:
    return cause in _UNEXPLAINED and lost.cause is not Cause.PRECISION


def beyond_of(found: Sequence[Measure], steps: Steps, before: Steps | None, most: float) -> Parting | None:
    """Return where a difference is larger than one step of rounding makes; ``None`` if none is."""
    over = [one for one in found if one.moment is not Moment.UPDATE and one.base < one.amount < math.inf]
    if not over:
        return None
    moment = over[0].moment
    group = [one for one in over if one.moment is moment]
    first = max(group, key=lambda one: one.amount)
    lost = lost_at(moment, steps, before, first.pair, [one.pair for one in found if one.pair.name])
    made = msgspec.structs.replace(_parting(first, first, steps, most), further=len(group) - 1)
    return made if lost is None else _explained(made, lost)


def _explained(parting: Parting, lost: Lost) -> Parting:
    return msgspec.structs.replace(
        parting, cause=lost.cause, factor=None, dtype=lost.dtype, lost=lost.lost, total=lost.total, of=lost.pair.name
    )


def _parting(first: Measure, shown: Measure, steps: Steps, most: float) -> Parting:
    """Return that the runs part at ``first``, as ``shown`` shows."""
    return Parting(
        iteration=steps[0].index,
        moment=first.moment,
        cause=Cause.PRECISION,
        tensor=shown.pair.name,
        other=shown.pair.other,
        relative=shown.found.relative,
        absolute=shown.found.largest,
        place=shown.found.place,
        before=most,
        cells=shown.found.elements,
        limit=first.base,
    )


def _cause(first: Measure, shown: Measure, steps: Steps, before: Steps | None) -> tuple[Cause, float | None]:
    if first.moment is Moment.START:
        return (Cause.OTHER_START if before is None else Cause.CHANGED_BETWEEN), None
    if first.moment is Moment.LOSS:
        gradient = gradients_of(steps, shown)
        factor = None if gradient is None else multiple(*gradient)
        scaled = factor is not None and first.ratio is not None and abs(factor / first.ratio - 1.0) < _CLOSE
        return (Cause.SCALED, factor) if scaled else (Cause.FORWARD, None)
    if first.moment is Moment.UPDATE:
        return (Cause.UPDATE if first.ratio is None else Cause.LEARNING_RATE), first.ratio
    return _of_gradient(first, steps, before)


def _of_gradient(first: Measure, steps: Steps, before: Steps | None) -> tuple[Cause, float | None]:
    now = gradients_of(steps, first)
    if now is None:
        return Cause.MISSING, None
    then = None if before is None else gradients_of(before, first)
    if then is not None and _is_added(now, then):
        return Cause.NOT_ZEROED, None
    factor = multiple(*now)
    return (Cause.BACKWARD if factor is None else Cause.SCALED), factor


def gradients_of(steps: Steps, measure: Measure) -> tuple[Matrix, Matrix] | None:
    """Return the gradients that ``measure`` is about, as far as both runs have them."""
    one, other = steps[0].get(measure.pair.name), steps[1].get(measure.pair.other)
    if one is None or other is None or one.grad is None or other.grad is None:
        return None
    return matrices(one.grad, other.grad, flipped=measure.pair.flipped)


def _is_added(now: tuple[Matrix, Matrix], then: tuple[Matrix, Matrix]) -> bool:
    """Return whether the gradient of one run is what it was before plus what the other run has."""
    return _is_sum(now[1], then[1], now[0]) or _is_sum(now[0], then[0], now[1])


def _is_sum(total: Matrix, one: Matrix, other: Matrix) -> bool:
    if not (total.shape == one.shape == other.shape):
        return False
    with np.errstate(all="ignore"):
        left = norm_of(np.abs(total - one - other))
    return bool(np.any(one)) and left <= _CLOSE * norm_of(np.abs(total))
