"""The recorded iterations of a run, within a budget of memory."""

from __future__ import annotations

from collections.abc import Iterator

from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import Iteration

BUDGET = 256 * 1024 * 1024
"""Bytes."""

_RECENT = 4
"""How many of the newest iterations are never dropped."""

_PER_ITEM = 600
"""Bytes that a summary, event or node takes besides its values."""


class Recordings:
    """Iterations by number. Beyond the budget those in between are thinned out: the first and the newest ones stay."""

    def __init__(self, budget: float = BUDGET) -> None:
        self._budget = budget
        self._held: dict[int, Iteration] = {}
        self._sizes: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, index: int) -> bool:
        return index in self._held

    @property
    def indices(self) -> tuple[int, ...]:
        """The numbers of the iterations that are here, increasing."""
        return tuple(sorted(self._held))

    @property
    def iterations(self) -> tuple[Iteration, ...]:
        """The iterations that are here, in their order."""
        return tuple(self._held[index] for index in self.indices)

    @property
    def size(self) -> int:
        """Bytes, about."""
        return sum(self._sizes.values())

    def get(self, index: int) -> Iteration | None:
        """Return iteration ``index``, if it is here."""
        return self._held.get(index)

    def add(self, iteration: Iteration, keep: int | None = None) -> None:
        """Take ``iteration``; the one numbered ``keep`` is on show and is not dropped for it."""
        self._held[iteration.index] = iteration
        self._sizes[iteration.index] = size_of(iteration)
        while self.size > self._budget:
            dropped = self._next_to_drop(keep)
            if dropped is None:
                return
            del self._held[dropped], self._sizes[dropped]

    def _next_to_drop(self, keep: int | None) -> int | None:
        """Return the iteration whose neighbours are nearest to each other."""
        numbers = self.indices
        last = max(len(numbers) - _RECENT, 2) if len(numbers) > 2 else 0
        middle = [
            (numbers[i + 1] - numbers[i - 1], numbers[i])
            for i in range(1, min(last, len(numbers) - 1))
            if numbers[i] != keep
        ]
        return min(middle)[1] if middle else None


def size_of(iteration: Iteration) -> int:
    """Return about how many bytes ``iteration`` takes; a summary that is held twice counts once."""
    counted: set[int] = set()
    size = (len(iteration.forward) + len(iteration.nodes)) * _PER_ITEM
    for summary in _summaries(iteration):
        if id(summary) in counted:
            continue
        counted.add(id(summary))
        size += _PER_ITEM
        size += sum(len(array.data) for array in (summary.values, summary.thumbnail) if array is not None)
    return size


def _summaries(iteration: Iteration) -> Iterator[TensorSummary]:
    yield from iteration.tensors.values()
    for event in iteration.backward:
        yield from (grad for grad in (*event.grad_outputs, *event.grad_inputs, event.grad) if grad is not None)
    for update in iteration.update:
        yield from (update.before, update.after)
