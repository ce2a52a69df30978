"""The recorded iterations of a run, within a budget of memory."""

from __future__ import annotations

from math import inf
from time import monotonic

from gradviz.core.budget import DEFAULT, MEGABYTE
from gradviz.core.demote import Demotion, Detail, Outline, outline_of, with_thumbnails
from gradviz.core.heap import give_back
from gradviz.core.remains import Ledger, Remains
from gradviz.core.sizes import size_of
from gradviz.core.trace import Iteration

_COPIES = 8
"""As iteration and as message, in the worker and here; what waits here to lose detail, and to be given back."""

_MOST_MOVING = 0.4
"""Of the budget."""

_MUCH = 48 * MEGABYTE
"""Bytes that are let go before the system gets them back, which takes some milliseconds."""


class Recordings:
    """Iterations by number. Beyond the budget the oldest lose detail first, step by step, down to nothing.

    The newest one and the one on show stay as they were recorded. Only where these alone are too large does the newest
    lose detail too, and at last the largest tensors of the one on show.
    """

    def __init__(self, budget: float = DEFAULT) -> None:
        self._budget = budget
        self._elsewhere = 0
        # By detail, the oldest first.
        self._recorded: dict[int, Iteration] = {}
        self._thumbnails: dict[int, Iteration] = {}
        self._outlines: dict[int, Outline] = {}
        self._ledger = Ledger()
        self._sizes: dict[int, int] = {}
        self._size = 0
        self._largest = 0
        self._freed = 0
        # Recorded ones of which the largest tensors had to go.
        self._partial: set[int] = set()
        self._keep: int | None = None
        self._newest: int | None = None
        self._pending: Demotion | None = None

    def __len__(self) -> int:
        return len(self._recorded) + len(self._thumbnails)

    def __contains__(self, index: int) -> bool:
        return index in self._recorded or index in self._thumbnails

    @property
    def indices(self) -> tuple[int, ...]:
        """The numbers of the iterations whose graph is here, increasing."""
        return self._ledger.open

    @property
    def iterations(self) -> tuple[Iteration, ...]:
        """The iterations whose graph is here, in their order."""
        held = self._thumbnails | self._recorded
        return tuple(held[index] for index in sorted(held))

    @property
    def size(self) -> int:
        """Bytes."""
        return self._size

    @property
    def budget(self) -> float:
        """Bytes for everything; what the worker holds beside it takes its part of them."""
        return self._budget

    def set_budget(self, budget: float) -> None:
        """Use so many bytes from now on."""
        self._budget = budget
        self.shrink()

    def set_elsewhere(self, size: int, seconds: float = inf) -> None:
        """Leave room for the ``size`` bytes that the worker holds."""
        self._elsewhere = size
        self.shrink(seconds)

    def detail(self, index: int) -> Detail | None:
        """Return what is left of iteration ``index``; ``None`` where it is not here at all."""
        if index in self._recorded and index not in self._partial:
            return Detail.RECORDED
        if index in self:
            return Detail.THUMBNAILS
        return Detail.STATISTICS if index in self._outlines else None

    @property
    def details(self) -> Remains:
        """What is left of every iteration that is here."""
        return self._ledger.remains

    def get(self, index: int) -> Iteration | None:
        """Return iteration ``index``, if its graph is here."""
        return self._recorded.get(index) or self._thumbnails.get(index)

    def outline(self, index: int) -> Outline | None:
        """Return the statistics of iteration ``index``, if they are all that is left of it."""
        return self._outlines.get(index)

    def show(self, index: int | None) -> None:
        """Keep iteration ``index`` as it is: it is on show."""
        self._keep = index

    def add(self, iteration: Iteration, keep: int | None = None, seconds: float = inf) -> None:
        """Take ``iteration``; the one numbered ``keep`` is on show.

        What has to lose detail for it does so in ``seconds``, or in later calls of `shrink`.
        """
        self._keep, self._newest = keep, iteration.index
        self._forget(iteration.index)
        self._recorded[iteration.index] = iteration
        self._note(iteration.index)
        size = size_of(iteration)
        self._largest = max(self._largest, size)
        self._resize(iteration.index, size)
        self.shrink(seconds)

    def _forget(self, index: int) -> None:
        for held in (self._recorded, self._thumbnails, self._outlines):
            held.pop(index, None)
        if self._pending is not None and self._pending.iteration.index == index:
            self._pending = None
        self._partial.discard(index)
        self._note(index)
        self._size -= self._sizes.pop(index, 0)

    def _note(self, index: int) -> None:
        """Write down what is left of iteration ``index`` by now."""
        self._ledger.put(index, self.detail(index))

    def _resize(self, index: int, size: int) -> None:
        self._size += size - self._sizes.get(index, 0)
        self._sizes[index] = size

    # Losing detail

    def shrink(self, seconds: float = inf) -> bool:
        """Let the oldest lose detail until all fits into the budget; return whether that needs more time.

        One iteration can wait for that, in the room for those on their way; more cannot.
        """
        before = self._size
        end = monotonic() + (seconds if self._excess <= self._largest else inf)
        can_go_on = True
        while can_go_on and self._is_too_large and monotonic() < end:
            can_go_on = self._shrink_one(end)
        self._freed += max(before - self._size, 0)
        if self._freed > _MUCH:
            self._freed = 0
            give_back()
        return can_go_on and self._is_too_large

    @property
    def _is_too_large(self) -> bool:
        return self._excess > 0 or self._pending is not None

    @property
    def _excess(self) -> float:
        return self._size + self._elsewhere + self._moving - self._budget

    @property
    def _moving(self) -> float:
        """Bytes that an iteration takes on its way, written and read: they are needed again for the next one."""
        return min(_COPIES * self._largest, _MOST_MOVING * self._budget)

    def _shrink_one(self, end: float) -> bool:
        """Take detail from the iteration whose turn it is; return whether there was one."""
        newest = self._newest
        if self._pending is not None:
            self._go_on(self._pending, end)
        elif (index := self._oldest(self._recorded)) is not None:
            self._pending = Demotion(self._recorded[index])
        elif (index := self._oldest(self._thumbnails)) is not None:
            self._to_outline(index)
        elif self._outlines:
            self._forget(next(iter(self._outlines)))
        elif newest is not None and newest != self._keep and newest in self._recorded:
            self._pending = Demotion(self._recorded[newest])
        else:
            return self._shrink_shown()
        return True

    def _oldest(self, held: dict[int, Iteration]) -> int | None:
        return next((index for index in held if index not in (self._newest, self._keep)), None)

    def _go_on(self, demotion: Demotion, end: float) -> None:
        """Make thumbnails for as long as there is time; what is on show by now stays as it is."""
        index = demotion.iteration.index
        if index == self._keep:
            self._pending = None
        elif demotion.go_on(lambda: monotonic() < end) and demotion.result is not None:
            self._pending = None
            self._partial.discard(index)
            del self._recorded[index]
            self._thumbnails[index] = demotion.result
            self._note(index)
            self._resize(index, size_of(demotion.result))

    def _to_outline(self, index: int) -> None:
        outline = outline_of(self._thumbnails.pop(index))
        self._outlines[index] = outline
        self._note(index)
        self._resize(index, outline.size)

    def _shrink_shown(self) -> bool:
        """Take the values of the largest tensors from the iteration on show; its graph stays, whatever the budget."""
        shown = None if self._keep is None else self._recorded.get(self._keep)
        if shown is None:
            return False
        smaller = with_thumbnails(shown, int(self._excess))
        if smaller is shown:
            return False
        self._recorded[shown.index] = smaller
        self._partial.add(shown.index)
        self._note(shown.index)
        self._resize(shown.index, size_of(smaller))
        return True
