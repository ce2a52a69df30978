"""The losses of a run, all of them: a number and a mark for each, in a quarter of the room that a list takes."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import overload

from typing_extensions import override

Loss = float | None


class Losses(Sequence[Loss]):
    """Losses by iteration; ``None`` where an iteration had none."""

    def __init__(self, losses: Iterable[Loss] = ()) -> None:
        self._values = array("d")
        self._missing = bytearray()
        self.put(0, losses)

    def put(self, first: int, losses: Iterable[Loss]) -> None:
        """Let ``losses`` be those from iteration ``first`` on; between there and the end so far there were none."""
        held = list(chain([None] * (first - len(self)), losses))
        del self._values[first:], self._missing[first:]
        self._values.extend([math.nan if loss is None else loss for loss in held])
        self._missing.extend([loss is None for loss in held])

    @override
    def __len__(self) -> int:
        return len(self._values)

    @overload
    def __getitem__(self, at: int) -> Loss: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Loss, ...]: ...
    @override
    def __getitem__(self, at: int | slice) -> Loss | tuple[Loss, ...]:
        if isinstance(at, slice):
            return tuple(_told(self._values[at], self._missing[at]))
        return None if self._missing[at] else self._values[at]

    @override
    def __iter__(self) -> Iterator[Loss]:
        return _told(self._values, self._missing)

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    @override
    def __hash__(self) -> int:
        raise TypeError("losses may still grow")


def _told(values: Iterable[float], missing: Iterable[int]) -> Iterator[Loss]:
    return (None if gone else value for value, gone in zip(values, missing, strict=True))
