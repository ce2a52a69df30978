"""The tensors of the iteration that is being recorded: each version of each one has an id and its captured values."""

from __future__ import annotations

from itertools import count

import torch

from gradviz.engine.internals import version_of
from gradviz.engine.summarize import Captured, capture

_Key = tuple[int, tuple[int, ...], tuple[int, ...], torch.dtype]


class TensorTable:
    """Gives ids to tensors by identity and version, and keeps what they held when they were first seen.

    It holds the tensors themselves until `release`, so that neither ``id()`` nor memory can be used again meanwhile.
    """

    def __init__(self, numbers: count[int]) -> None:
        self._numbers = numbers
        self._known: dict[int, tuple[torch.Tensor, int, str]] = {}
        self._by_memory: dict[_Key, tuple[int, str]] = {}
        self.captured: dict[str, Captured] = {}
        self.names: dict[str, str] = {}

    def id_of(self, tensor: torch.Tensor) -> str:
        """Return the id of ``tensor`` as it is now; values that are new, or were changed since, are captured."""
        known = self._known.get(id(tensor))
        if known is not None and known[1] == version_of(tensor):
            return known[2]
        return self.made(tensor)

    def known(self, tensor: torch.Tensor) -> bool:
        """Return whether ``tensor`` was seen as it is now."""
        known = self._known.get(id(tensor))
        return known is not None and known[1] == version_of(tensor)

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
            if found is not None and found[0] == version_of(tensor):
                return found[1]
        return self.id_of(tensor)

    def release(self) -> None:
        """Let go of the tensors; ids and values stay."""
        self._known.clear()
        self._by_memory.clear()


def _memory(tensor: torch.Tensor) -> _Key | None:
    """Return what tells a tensor's memory and form apart from all others; ``None`` where it has no plain memory."""
    try:
        return tensor.data_ptr(), tuple(tensor.shape), tensor.stride(), tensor.dtype
    except RuntimeError:
        return None
