"""The tensors of the iteration that is being recorded: each version of each one has an id and its captured values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

import torch

from gradviz.core.tensor import WHOLE_LIMIT
from gradviz.engine.captures import Captures
from gradviz.engine.carry import Carried
from gradviz.engine.internals import NO_VERSION, counted_version, is_view, version_of

_Known = tuple[torch.Tensor, int, str]
"""A tensor, its version, and the id that it has in this version."""


class TensorTable:
    """Gives ids to tensors by identity and version, and captures what they held when they were first seen.

    It holds the tensors themselves until `release`, so that neither ``id()`` nor memory can be used again meanwhile.
    """

    def __init__(self, numbers: count[int], captures: Captures, carried: Carried) -> None:
        self._numbers = numbers
        self._captures = captures
        self._carried = carried
        self._seen: list[_Known] = []
        self._known: dict[int, _Known] = {}
        self._by_memory: dict[int, list[_Known]] | None = None
        self._exposed: set[int] = set()
        self.captured: dict[str, int] = {}
        """What the tensors held, as numbers of `Captures`."""
        self.names: dict[str, str] = {}

    def find(self, tensor: torch.Tensor) -> str | None:
        """Return the id of ``tensor`` as it is now; ``None`` if it was not seen, or has changed since."""
        known = self._known.get(id(tensor))
        if known is None:
            return None
        try:
            version = counted_version(tensor)
        except RuntimeError:
            version = NO_VERSION
        if known[1] != version:
            return None
        if self._exposed and self._was_changed(tensor, known[2]):
            return None
        return known[2]

    def id_of(self, tensor: torch.Tensor) -> str:
        """Return the id of ``tensor`` as it is now; values that are new, or were changed since, are captured."""
        return self.find(tensor) or self.seen(tensor)

    def seen(self, tensor: torch.Tensor) -> str:
        """Return a new id for ``tensor``, which was not made here: the program may write into it unseen."""
        if tensor.numel() <= WHOLE_LIMIT:
            return self._add(tensor, self._captures.copy(tensor))
        known = self._carried.find(tensor)
        number = self._add(tensor, self._captures.copy(tensor) if known is None else self._captures.add(known))
        self._seen.append(self._known[id(tensor)])
        return number

    def carry(self, changed: Iterable[tuple[torch.Tensor, int]]) -> None:
        """Remember for the next iteration what large tensors hold now; ``changed`` are those updated in this one."""
        self._carried.clear()
        if self._exposed:
            return
        found = [(tensor, self.captured[number]) for tensor, _, number in self._seen if self.find(tensor) == number]
        for tensor, captured in (*found, *changed):
            reduced = self._captures.reduced(captured)
            if reduced is not None:
                self._carried.keep(tensor, reduced)

    def made(self, tensor: torch.Tensor) -> str:
        """Return a new id for ``tensor``, which an op has just made or changed."""
        # A view shows memory that was there before, and that others may write into: numpy, for one.
        captures = self._captures
        return self._add(tensor, captures.copy(tensor) if is_view(tensor) else captures.take(tensor))

    def made_of(self, tensor: torch.Tensor, inputs: list[torch.Tensor]) -> str:
        """Return a new id for a large ``tensor`` that may only be another shape of one of ``inputs``."""
        # An input that the op has overwritten no longer holds what was captured of it.
        seen = [
            (other, self.captured[known[2]])
            for other in inputs
            if (known := self._known.get(id(other))) and known[1] == version_of(other)
        ]
        return self._add(tensor, self._captures.take_beside(tensor, seen))

    def _add(self, tensor: torch.Tensor, captured: int) -> str:
        number = f"t{next(self._numbers)}"
        known = self._known[id(tensor)] = (tensor, version_of(tensor), number)
        self.captured[number] = captured
        if self._by_memory is not None:
            _place(self._by_memory, known)
        return number

    def saved_id(self, tensor: torch.Tensor) -> str:
        """Return the id of a tensor that a node saved: torch may hand it out as a new object on the same memory."""
        number = self.find(tensor)
        if number is not None:
            return number
        if tensor.is_nested:
            return self.seen(tensor)
        at_its_place = self._at_place_of(tensor)
        for other, _, number in at_its_place:
            if (
                not other.is_nested
                and other.shape == tensor.shape
                and other.stride() == tensor.stride()
                and other.dtype is tensor.dtype
            ):
                if not (self._exposed and self._was_changed(tensor, number)):
                    return number
                break
        if tensor.numel() <= WHOLE_LIMIT or self._exposed:
            return self.seen(tensor)
        # A layer keeps its weight the other way round, for one.
        beside = [(other, self.captured[number]) for other, _, number in at_its_place]
        return self._add(tensor, self._captures.take_beside(tensor, beside))

    def _at_place_of(self, tensor: torch.Tensor) -> list[_Known]:
        """Return what is known of the memory where ``tensor`` begins, the latest first."""
        try:
            place = tensor.data_ptr()
        except RuntimeError:
            return []
        if self._by_memory is None:
            # Few ask for it.
            self._by_memory = {}
            for known in self._known.values():
                _place(self._by_memory, known)
        version = version_of(tensor)
        return [known for known in reversed(self._by_memory.get(place, ())) if known[1] == version]

    # Memory that may change unseen

    def expose(self, tensor: torch.Tensor) -> None:
        """Expect the memory of ``tensor`` to change from now on without autograd counting it as a new version."""
        memory = memory_of(tensor)
        if memory is not None:
            self._captures.secure()
            self._captures.copies = True
            self._exposed.add(memory)

    def is_exposed(self, tensor: torch.Tensor) -> bool:
        """Return whether the values of ``tensor`` may change unnoticed."""
        return bool(self._exposed) and memory_of(tensor) in self._exposed

    def _was_changed(self, tensor: torch.Tensor, number: str) -> bool:
        """Return whether ``tensor`` no longer holds what was captured of it, though its version is the same."""
        if not self.is_exposed(tensor):
            return False
        return not self._captures.same(self.captured[number], self._captures.copy(tensor))

    def held(self) -> Iterator[tuple[str, torch.Tensor, int]]:
        """Yield id, tensor and version of all that is held."""
        for tensor, version, number in self._known.values():
            yield number, tensor, version

    @property
    def exposed(self) -> frozenset[int]:
        """The memory whose values may change unnoticed."""
        return frozenset(self._exposed)

    def release(self) -> None:
        """Let go of the tensors; ids and values stay."""
        self._known.clear()
        self._seen.clear()
        self._by_memory = None


def _place(index: dict[int, list[_Known]], known: _Known) -> None:
    """Add ``known`` to an index by places in memory."""
    try:
        index.setdefault(known[0].data_ptr(), []).append(known)
    except RuntimeError:
        # It has no plain memory.
        return


def memory_of(tensor: torch.Tensor) -> int | None:
    """Return where the memory of ``tensor`` is; ``None`` where it has none of its own."""
    try:
        return tensor.untyped_storage().data_ptr() or None
    except RuntimeError:
        return None
