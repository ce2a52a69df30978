"""The tensors of the iteration that is being recorded: each version of each one has an id and its captured values."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import torch

from gradviz.engine.internals import version_of
from gradviz.engine.summarize import Captured, capture, summarize_all

_Key = tuple[int, tuple[int, ...], tuple[int, ...], torch.dtype]


class TensorTable:
    """Gives ids to tensors by identity and version, and keeps what they held when they were first seen.

    It holds the tensors themselves until `release`, so that neither ``id()`` nor memory can be used again meanwhile.
    """

    def __init__(self, numbers: count[int]) -> None:
        self._numbers = numbers
        self._known: dict[int, tuple[torch.Tensor, int, str]] = {}
        self._by_memory: dict[_Key, tuple[int, str]] = {}
        self._exposed: set[int] = set()
        self.captured: dict[str, Captured] = {}
        self.names: dict[str, str] = {}

    def id_of(self, tensor: torch.Tensor) -> str:
        """Return the id of ``tensor`` as it is now; values that are new, or were changed since, are captured."""
        known = self._known.get(id(tensor))
        if (
            known is not None
            and known[1] == version_of(tensor)
            and not (self._exposed and self._was_changed(tensor, known[2]))
        ):
            return known[2]
        return self.made(tensor)

    def known(self, tensor: torch.Tensor) -> bool:
        """Return whether ``tensor`` was seen as it is now."""
        known = self._known.get(id(tensor))
        return (
            known is not None
            and known[1] == version_of(tensor)
            and not (self._exposed and self._was_changed(tensor, known[2]))
        )

    def expose(self, tensor: torch.Tensor) -> None:
        """Expect the memory of ``tensor`` to change from now on without autograd counting it as a new version."""
        memory = memory_of(tensor)
        if memory is not None:
            self._exposed.add(memory)

    def is_exposed(self, tensor: torch.Tensor) -> bool:
        """Return whether the values of ``tensor`` may change unnoticed."""
        return bool(self._exposed) and memory_of(tensor) in self._exposed

    def _was_changed(self, tensor: torch.Tensor, number: str) -> bool:
        """Return whether ``tensor`` no longer holds what was captured of it, though its version is the same."""
        return self.is_exposed(tensor) and not same(self.captured[number], capture(tensor))

    def made(self, tensor: torch.Tensor) -> str:
        """Return a new id for ``tensor``, which an op has just made or changed."""
        number = f"t{next(self._numbers)}"
        version = version_of(tensor)
        self._known[id(tensor)] = (tensor, version, number)
        key = _memory(tensor)
        if key is not None:
            self._by_memory[key] = (version, number)
        self.captured[number] = capture(tensor)
        return number

    def saved_id(self, tensor: torch.Tensor) -> str:
        """Return the id of a tensor that a node saved: torch may hand it out as a new object on the same memory."""
        if not self.known(tensor):
            key = _memory(tensor)
            found = self._by_memory.get(key) if key is not None else None
            if (
                found is not None
                and found[0] == version_of(tensor)
                and not (self._exposed and self._was_changed(tensor, found[1]))
            ):
                return found[1]
        return self.id_of(tensor)

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
        self._by_memory.clear()


def memory_of(tensor: torch.Tensor) -> int | None:
    """Return where the memory of ``tensor`` is; ``None`` where it has none of its own."""
    try:
        return tensor.untyped_storage().data_ptr() or None
    except (RuntimeError, NotImplementedError):
        return None


def same(one: Captured, other: Captured) -> bool:
    """Return whether two captures hold the same values; NaN equals NaN here."""
    old, new = summarize_all([one, other])
    return (old.values, old.thumbnail, repr((old.min, old.max, old.mean, old.norm))) == (
        new.values,
        new.thumbnail,
        repr((new.min, new.max, new.mean, new.norm)),
    )


def _memory(tensor: torch.Tensor) -> _Key | None:
    """Return what tells a tensor's memory and form apart from all others; ``None`` where it has no plain memory."""
    try:
        return tensor.data_ptr(), tuple(tensor.shape), tensor.stride(), tensor.dtype
    except RuntimeError:
        return None
