"""What would explain that two runs part: as far as the numbers tell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gradviz.core.lockstep.difference import matrices, multiple, norm_of
from gradviz.core.lockstep.measure import Measure
from gradviz.core.lockstep.steps import Step
from gradviz.core.lockstep.tensors import Matrix
from gradviz.core.lockstep.verdict import Cause, Moment, Parting

Steps = tuple[Step, Step]

_CLOSE = 1e-2
"""A sum of two gradients is found again within this, relative."""


def parting_of(
    leaps: Sequence[Measure], found: Sequence[Measure], steps: Steps, before: Steps | None, most: float
) -> Parting:
    """Return where two runs part: ``leaps`` are what is apart at the first such moment of ``found``.

    Where the loss is apart already, the gradient that differs most stands for what follows from it.
    """
    first = max(leaps, key=lambda one: one.amount)
    shown, group = first, leaps
    if first.moment is Moment.LOSS:
        group = [one for one in found if one.moment is Moment.GRADIENT and one.amount > one.base]
        shown = max(group, key=lambda one: one.amount, default=first)
    cause, factor = _cause(first, shown, steps, before)
    return Parting(
        iteration=steps[0].index,
        moment=first.moment,
        cause=cause,
        tensor=shown.pair.name,
        other=shown.pair.other,
        relative=shown.found.relative,
        absolute=shown.found.largest,
        place=shown.found.place,
        factor=factor,
        before=most,
        cells=shown.found.elements,
        further=max(len(group) - 1, 0),
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
