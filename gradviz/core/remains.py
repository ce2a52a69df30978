"""How much is left of each recorded iteration, as arrays: thousands are drawn at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Self

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from gradviz.core.demote import Detail

_LEAST_ROOM = 64


class Remains(Mapping[int, Detail]):
    """A `Detail` by iteration, increasing; it never changes. ``numbers`` and ``details`` are those of all of them."""

    def __init__(self, numbers: NDArray[np.int64], details: NDArray[np.uint8]) -> None:
        self.numbers = numbers
        self.details = details
        for array in (numbers, details):
            array.setflags(write=False)

    @classmethod
    def of(cls, details: Mapping[int, Detail]) -> Self:
        """Return ``details`` as one of these."""
        if isinstance(details, cls):
            return details
        numbers = sorted(details)
        return cls(np.array(numbers, np.int64), np.array([details[number] for number in numbers], np.uint8))

    def of_kind(self, detail: Detail) -> NDArray[np.int64]:
        """Return the iterations of which this much is left."""
        return self.numbers[np.flatnonzero(self.details == detail)]

    @override
    def __getitem__(self, number: int) -> Detail:
        at = int(np.searchsorted(self.numbers, number))
        if at == len(self.numbers) or self.numbers[at] != number:
            raise KeyError(number)
        return Detail(int(self.details[at]))

    @override
    def __iter__(self) -> Iterator[int]:
        return iter(self.numbers.tolist())

    @override
    def __len__(self) -> int:
        return len(self.numbers)


class Ledger:
    """Keeps account of what is left of each iteration: a change costs little, however many there are."""

    def __init__(self) -> None:
        self._numbers = np.empty(_LEAST_ROOM, np.int64)
        self._details = np.empty(_LEAST_ROOM, np.uint8)
        self._length = 0
        self._remains: Remains | None = None
        self._open: tuple[int, ...] | None = ()

    @property
    def remains(self) -> Remains:
        """What is left now."""
        if self._remains is None:
            self._remains = Remains(self._numbers[: self._length].copy(), self._details[: self._length].copy())
        return self._remains

    @property
    def open(self) -> tuple[int, ...]:
        """The iterations of which more than statistics is left, increasing."""
        if self._open is None:
            has_graph = self._details[: self._length] > Detail.STATISTICS
            self._open = tuple(self._numbers[: self._length][has_graph].tolist())
        return self._open

    def put(self, number: int, detail: Detail | None) -> None:
        """Note what is left of iteration ``number``; ``None``: nothing."""
        at = int(np.searchsorted(self._numbers[: self._length], number))
        is_here = at < self._length and int(self._numbers[at]) == number
        before = int(self._details[at]) if is_here else 0
        if before == (detail or 0):
            return
        if detail is None:
            self._move(at + 1, at)
        elif not is_here:
            self._move(at, at + 1)
            self._numbers[at] = number
        if detail is not None:
            self._details[at] = detail
        self._remains = None
        if (before > Detail.STATISTICS) != ((detail or 0) > Detail.STATISTICS):
            self._open = None

    def _move(self, begin: int, to: int) -> None:
        """Move what stands from ``begin`` on one place."""
        end = self._length
        self._length += to - begin
        if self._length > len(self._numbers):
            self._numbers, self._details = np.resize(self._numbers, 2 * end), np.resize(self._details, 2 * end)
        self._numbers[to : self._length] = self._numbers[begin:end].copy()
        self._details[to : self._length] = self._details[begin:end].copy()
