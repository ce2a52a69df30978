"""The iterations of runs in lockstep whose tensors are kept: within a limit, spread over the runs."""

from __future__ import annotations

from gradviz.core.lockstep.steps import Step

LIMIT = 96 << 20
"""Bytes."""

_NEWEST = 16
"""So many of the newest iterations always stay."""

_SHARE = 16
"""Over the limit one of so many iterations goes at once: looking for those that may go takes a while."""


class Kept:
    """Keeps iterations of all runs.

    Over the limit those go whose neighbours are nearest; the first, the newest and those that are held stay.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._steps: dict[int, dict[int, Step]] = {}
        self._held: set[int] = set()
        self.size = 0

    @property
    def indices(self) -> tuple[int, ...]:
        """The iterations of which something is kept, increasing."""
        return tuple(sorted(self._steps))

    def get(self, index: int) -> dict[int, Step]:
        """Return what is kept of iteration ``index``, by the numbers of the runs."""
        return dict(self._steps.get(index, {}))

    def nearest(self, index: int) -> int | None:
        """Return the kept iteration that is nearest to ``index``."""
        return min(self._steps, key=lambda kept: (abs(kept - index), kept), default=None)

    def hold(self, index: int) -> None:
        """Never let go of iteration ``index`` and the two beside it."""
        self._held.update((index - 1, index, index + 1))

    def add(self, lane: int, step: Step) -> None:
        """Keep an iteration of run ``lane``."""
        self._steps.setdefault(step.index, {})[lane] = step
        self.size += step.size
        while self.size > self._limit and self._thin():
            continue

    def _thin(self) -> bool:
        """Let go of iterations; return whether there was one that may go."""
        numbers = self.indices
        gaps = [
            (numbers[i + 1] - numbers[i - 1], numbers[i])
            for i in range(1, len(numbers) - 1)
            if numbers[i] not in self._held
        ]
        # The newest ones are wanted while it is not known yet whether the runs part there.
        gaps = [gap for gap in gaps if gap[1] < numbers[-1] - _NEWEST]
        if not gaps:
            return False
        dropped: set[int] = set()
        for _, number in sorted(gaps):
            # Of two neighbours only one goes at a time.
            if not {number - 1, number + 1} & dropped:
                dropped.add(number)
            if len(dropped) * _SHARE >= len(numbers):
                break
        for number in dropped:
            self.size -= sum(step.size for step in self._steps.pop(number).values())
        return True
