"""Finds where two runs part: feed it their iterations, one after the other."""

from __future__ import annotations

import math
from typing import NamedTuple

import msgspec

from gradviz.core.lockstep.align import Alignment, align
from gradviz.core.lockstep.causes import beyond_of, parting_of
from gradviz.core.lockstep.kinks import is_kink
from gradviz.core.lockstep.measure import Ends, Measure, Scales, measures
from gradviz.core.lockstep.precision import Steps, dtypes_of
from gradviz.core.lockstep.steps import Step
from gradviz.core.lockstep.tolerance import GROWTH, KINKED, KINKS_FOR_MORE, LASTING
from gradviz.core.lockstep.verdict import Moment, Parting, State, Verdict

MOST_PASSING = 64
"""So many iterations with a passing difference are listed."""


class Judge:
    """Compares run ``lane`` with run 0; ``is_same``: of the same program. `verdict` is what is known so far."""

    def __init__(self, lane: int, *, is_same: bool = False) -> None:
        self._is_same = is_same
        self.alignment: Alignment | None = None
        self._verdict = Verdict(lane)
        self._scales = Scales()
        self._ends: Ends = {}
        self._before: tuple[Step, Step] | None = None
        # The largest difference so far, and that of gradients relative to their norms of the moment.
        self._most = 0.0
        self._most_own = 0.0
        self._suspected: Parting | None = None
        self._suspected_own = 0.0
        self._lasted = 0
        # How many activations at their kinks there were, and the largest difference that one has made.
        self._kinks = 0
        self._kinked = 0.0
        self._rounds = True

    @property
    def verdict(self) -> Verdict:
        """What is known so far. A difference that nothing can confirm any more counts: see `end`."""
        return self._verdict

    def feed(self, first: Step, second: Step) -> tuple[Measure, ...]:
        """Compare one iteration, which is the next one of both; return all that was measured."""
        if self.alignment is None or not _fits(self.alignment, first, second):
            self.alignment = align(first, second)
            self._replace(dtypes=_other_dtypes(self.alignment, (first, second)))
        is_open = self._verdict.parting is None
        found = tuple(measures(first, second, self.alignment, self._scales, self._ends, has_updates=is_open))
        if is_open and self.alignment.pairs:
            self._judge(found, (first, second))
        self._tell(found, first.index)
        self._before = first, second
        return found

    def end(self) -> Verdict:
        """Say that no iteration follows: a difference that was about to be confirmed counts."""
        if self._suspected is not None:
            self._part(self._suspected)
        return self._verdict

    def _judge(self, found: tuple[Measure, ...], steps: Steps) -> None:
        if _blows_up(steps):
            # What is not finite is not compared any more.
            self._replace(nonfinite=steps[0].index)
            return
        if self._suspected is not None:
            self._confirm(self._suspected, found)
        if self._suspected is not None or self._verdict.parting is not None:
            return
        known = max([self._most, *(one.amount for one in found if one.moment is Moment.START and not one.is_fresh)])
        leaps = self._leaps(found, known)
        if not leaps:
            if self._verdict.beyond is None:
                self._replace(beyond=beyond_of(found, steps, self._before, self._most))
            self._grow(found)
        elif self._is_rounding and self._is_kink(leaps, steps, known):
            self._note_passing(steps[0].index, _largest_own(found))
        else:
            same = self._is_same
            self._suspected = parting_of(leaps, found, steps, self._before, self._most, is_same=same)
            # The state of an optimizer carries a gradient on, even one that was different once.
            self._suspected_own = _largest_own(found)
            self._lasted = 0

    def _is_kink(self, leaps: list[Measure], steps: Steps, known: float) -> bool:
        """Return whether an activation at its kink explains ``leaps``: by their form, or as small as known ones."""
        if leaps[0].moment is not Moment.GRADIENT:
            return False
        amount = max(one.amount for one in leaps)
        if is_kink(leaps, steps, leaps[0].base + GROWTH * known):
            self._kinks += 1
            self._kinked = max(self._kinked, amount)
            return True
        return self._kinks >= KINKS_FOR_MORE and amount <= KINKED * self._kinked

    @property
    def _is_rounding(self) -> bool:
        """Whether there was any rounding so far: two runs of the same bits do not differ by chance."""
        return self._verdict.first is not None

    def _confirm(self, suspected: Parting, found: tuple[Measure, ...]) -> None:
        """Look whether the difference that was found is still there, or has passed."""
        of_values = suspected.moment in (Moment.START, Moment.UPDATE)
        limits = _Limits(self._most, self._most_own)
        if any(limits.is_leap(one) for one in found if of_values or _is_computed(one)):
            self._lasted += 1
            if self._lasted >= LASTING:
                self._part(suspected)
            return
        self._suspected = None
        self._note_passing(suspected.iteration, self._suspected_own)

    def _note_passing(self, iteration: int, own: float) -> None:
        self._most_own = max(self._most_own, own)
        if len(self._verdict.passing) < MOST_PASSING:
            self._replace(passing=(*self._verdict.passing, iteration))

    def _leaps(self, found: tuple[Measure, ...], known: float) -> list[Measure]:
        """Return what rounding does not explain, of the first moment at which there is any.

        ``known`` is the largest difference there is already.
        """
        limits = _Limits(known, max(self._most_own, _largest_own(found)))
        for moment in Moment:
            leaps = [one for one in found if one.moment is moment and one.is_fresh and limits.is_leap(one)]
            if leaps:
                return leaps
        return []

    def _grow(self, found: tuple[Measure, ...]) -> None:
        values = [one.amount for one in found if one.moment is not Moment.UPDATE and math.isfinite(one.amount)]
        self._most = max([self._most, *values])
        self._most_own = max(self._most_own, _largest_own(found))
        bases = [one.base for one in found if one.moment is not Moment.UPDATE]
        self._rounds = self._rounds and self._most <= max(bases, default=0.0)

    def _part(self, parting: Parting) -> None:
        self._suspected = None
        self._replace(state=State.PARTED, parting=parting)

    def _tell(self, found: tuple[Measure, ...], index: int) -> None:
        is_identical = all(one.found.is_identical for one in found)
        first = self._verdict.first if self._verdict.first is not None or is_identical else index
        alignment = self.alignment or Alignment()
        state = State.SAME if first is None else State.ROUNDING if self._rounds else State.DRIFTED
        if self._verdict.parting is not None:
            state = State.PARTED
        elif not alignment.pairs:
            state = State.UNLIKE
        self._replace(
            state=state,
            iterations=self._verdict.iterations + 1,
            most=self._most,
            first=first,
            alone=alignment.alone,
            extra=alignment.extra,
        )

    def _replace(self, **changes: object) -> None:
        self._verdict = msgspec.structs.replace(self._verdict, **changes)


def _other_dtypes(alignment: Alignment, steps: Steps) -> tuple[str, str] | None:
    """Return the dtypes of both runs if they are not the same."""
    found = (dtypes_of(steps, pair) for pair in alignment.pairs)
    return next((pair for pair in found if pair[0] != pair[1]), None)


def _largest_own(found: tuple[Measure, ...]) -> float:
    """Return the largest difference of a gradient relative to what it is now."""
    return max((one.own for one in found if math.isfinite(one.own)), default=0.0)


def _fits(alignment: Alignment, first: Step, second: Step) -> bool:
    """Return whether the tensors are still called as they were: a program may make new ones in every iteration."""
    pairs = alignment.pairs
    return bool(pairs) and all(first.get(pair.name) and second.get(pair.other) for pair in pairs)


def _is_computed(one: Measure) -> bool:
    """Return whether the backward pass has made it, or a hand has, and no update."""
    return one.is_fresh and one.moment is not Moment.UPDATE


def _blows_up(steps: Steps) -> bool:
    """Return whether both runs have values that are not finite."""
    return all(_is_nonfinite(step) for step in steps)


def _is_nonfinite(step: Step) -> bool:
    if step.loss is not None and not math.isfinite(step.loss):
        return True
    tensors = (tensor for one in step.parameters for tensor in (one.start, one.grad))
    return any(tensor is not None and tensor.nonfinite for tensor in tensors)


class _Limits(NamedTuple):
    """How far things may be apart when values are ``most`` apart, and gradients ``own`` relative to their norms."""

    most: float
    own: float

    def is_leap(self, one: Measure) -> bool:
        """Return whether rounding does not explain ``one``."""
        if one.moment is Moment.UPDATE:
            # Gradients that are equal by now only relative to what they were may make very different steps.
            return one.amount > one.base + GROWTH * max(self.own, self.most)
        return one.amount > one.base + GROWTH * self.most
