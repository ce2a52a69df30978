"""Runs in lockstep: which iterations each may begin, what is kept of them, and how each compares with the first."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from gradviz.core.lockstep.align import Alignment
from gradviz.core.lockstep.judge import Judge
from gradviz.core.lockstep.kept import Kept
from gradviz.core.lockstep.measure import Measure
from gradviz.core.lockstep.steps import Step, completed
from gradviz.core.lockstep.verdict import Moment, Verdict
from gradviz.core.series import Series

MOST_LANES = 4
AHEAD = 8
"""A run is at most so many iterations ahead of the slowest: so many wait to be compared."""

LOSS_POINTS = 1 << 14
_POINTS = 1 << 10


class Key(NamedTuple):
    """A curve of run ``lane``: of ``tensor`` of run 0, at ``moment``."""

    lane: int
    tensor: str
    moment: Moment


class Lanes:
    """The runs, by their numbers; number 0 is the one that the others are compared with.

    `add` an iteration as soon as it is told. `until` says before which iteration every run has to wait.
    """

    def __init__(self, count: int, same: Collection[int] = ()) -> None:
        """``same`` are the runs of the same program as run 0."""
        self.count = count
        self.losses = tuple(Series(LOSS_POINTS) for _ in range(count))
        self.apart: dict[Key, Series] = {}
        """How far values and gradients are apart, relative, by iteration."""
        self.kept = Kept()
        self._judges = {lane: Judge(lane, is_same=lane in same) for lane in range(1, count)}
        self._waiting: list[dict[int, Step]] = [{} for _ in range(count)]
        self._latest: list[Step | None] = [None] * count
        self._open = [True] * count

    # What there is

    @property
    def until(self) -> int:
        """The number of the first iteration that no run may begin yet."""
        going = [self.iterations(lane) for lane in range(self.count) if self._open[lane]]
        return min(going, default=0) + AHEAD

    def iterations(self, lane: int) -> int:
        """Return how many iterations of run ``lane`` are known."""
        latest = self._latest[lane]
        return 0 if latest is None else latest.index + 1

    @property
    def compared(self) -> int:
        """How many iterations all runs have that go on or have had any."""
        return min((self.iterations(lane) for lane in range(self.count)), default=0)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What is known of every run but the first."""
        return tuple(judge.verdict for judge in self._judges.values())

    def alignment(self, lane: int) -> Alignment:
        """Return which tensors of run ``lane`` are which of run 0; none before its first iteration is compared."""
        found = self._judges[lane].alignment if lane in self._judges else None
        return found or Alignment()

    # What happens

    def add(self, lane: int, told: Step) -> None:
        """Take an iteration of run ``lane``; compare what can be compared now."""
        step = self._latest[lane] = completed(told, self._latest[lane])
        self.losses[lane].extend(step.index, (step.loss,))
        self._waiting[lane][step.index] = step
        self.kept.add(lane, step)
        for other in range(1, self.count) if lane == 0 else (lane,):
            self._compare(other, step.index)
        self._forget()

    def end(self, lane: int) -> None:
        """Say that run ``lane`` has no more iterations; the others need not wait for it."""
        self._open[lane] = False
        for other in self._judges:
            self._settle(other)
        self._forget()

    def _settle(self, other: int) -> None:
        """End the comparison with run ``other`` if no more iterations of both will come."""
        ended = [self.iterations(lane) for lane in (0, other) if not self._open[lane]]
        judge = self._judges[other]
        if ended and judge.verdict.iterations >= min(ended):
            self._keep_parting(judge.end())

    def _compare(self, other: int, index: int) -> None:
        if other not in self._judges:
            return
        first, second = self._waiting[0].get(index), self._waiting[other].get(index)
        if first is None or second is None:
            return
        judge = self._judges[other]
        self._note(other, index, judge.feed(first, second))
        self._keep_parting(judge.verdict)
        self._settle(other)

    def _keep_parting(self, verdict: Verdict) -> None:
        if verdict.parting is not None:
            self.kept.hold(verdict.parting.iteration)

    def _note(self, lane: int, index: int, found: tuple[Measure, ...]) -> None:
        for one in found:
            if one.moment is Moment.UPDATE:
                continue
            key = Key(lane, one.pair.name, one.moment)
            series = self.apart.get(key)
            if series is None:
                series = self.apart[key] = Series(_POINTS)
            series.extend(index, (one.found.relative,))

    def _forget(self) -> None:
        """Let go of what every run that is compared has had."""
        others = [lane for lane in self._judges if self._open[lane]]
        done = min((self.iterations(lane) for lane in others), default=self.iterations(0))
        for index in [index for index in self._waiting[0] if index < done]:
            del self._waiting[0][index]
        for lane in self._judges:
            most = self.iterations(0) if self._open[0] else self.iterations(lane)
            for index in [index for index in self._waiting[lane] if index < most]:
                del self._waiting[lane][index]
