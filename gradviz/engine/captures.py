"""What tensors held at the moments that an iteration tells of, each by a number.

While the program runs, a small tensor is only held; `seal` reads all that are held at once, which costs a fraction of
copying each. Whoever is about to let memory change (an op that writes, an optimizer, code that cannot be seen) must
`secure` them first. A tensor that was changed all the same, as its version tells, has lost its values: only its form
is told.
"""

from __future__ import annotations

import torch

from gradviz.core.tensor import WHOLE_LIMIT, TensorSummary
from gradviz.engine.alike import reduce_beside
from gradviz.engine.internals import NO_VERSION, counted_version, version_of
from gradviz.engine.reduce import Reduced, form_of
from gradviz.engine.summarize import BATCH, capture, summaries_of_small

_STRIDED = torch.strided

Held = tuple[torch.Tensor, int, int]
"""A tensor, its version, and the number of what it held."""

_Kind = tuple[torch.dtype, torch.device]


class Captures:
    """What was captured in one iteration."""

    def __init__(self) -> None:
        self._items: list[TensorSummary | Reduced | None] = []
        self._copies: list[Held] = []
        self._elements = 0
        self.held: dict[int, Held] = {}
        """The small tensors that wait to be read, by ``id``: nobody else can have it meanwhile."""
        self.copies = False
        """Whether even small tensors are copied at once: somebody may write into memory unseen."""

    def take(self, tensor: torch.Tensor) -> int:
        """Return the number of what ``tensor`` holds now; it must not change before `seal`."""
        count = tensor.numel()
        return self.take_small(tensor, count) if count <= WHOLE_LIMIT else self.copy(tensor)

    def take_small(self, tensor: torch.Tensor, count: int) -> int:
        """Do the same for a tensor of ``count`` elements, not more than are kept whole."""
        # This runs for every value of an iteration, so that it asks for little and calls nothing.
        held = self.held
        try:
            version = counted_version(tensor)
        except RuntimeError:
            version = NO_VERSION
        known = held.get(id(tensor))
        if known is not None:
            if known[1] == version:
                return known[2]
            self.seal()
        if self.copies or tensor.layout is not _STRIDED:
            return self.copy(tensor)
        items = self._items
        number = len(items)
        items.append(None)
        held[id(tensor)] = (tensor, version, number)
        self._elements += count
        if self._elements > BATCH:
            self.seal()
        return number

    def copy(self, tensor: torch.Tensor) -> int:
        """Return the number of what ``tensor`` holds now, whatever happens to it afterwards."""
        captured = capture(tensor)
        if isinstance(captured, Reduced):
            return self.add(captured)
        number = self.add(None)
        self._copies.append((captured, version_of(captured), number))
        self._elements += captured.numel()
        return number

    def add(self, item: TensorSummary | Reduced | None) -> int:
        """Return the number of something that was captured before."""
        self._items.append(item)
        return len(self._items) - 1

    def reduced(self, number: int) -> Reduced | None:
        """Return what was kept of a large tensor under ``number``."""
        item = self._items[number]
        return item if isinstance(item, Reduced) else None

    def take_beside(self, tensor: torch.Tensor, seen: list[tuple[torch.Tensor, int]]) -> int:
        """Capture a large ``tensor`` where others, ``seen``, were captured in this very moment."""
        known = [(other, item) for other, number in seen if isinstance(item := self._items[number], Reduced)]
        reduced = reduce_beside(tensor, known) if known else None
        return self.copy(tensor) if reduced is None else self.add(reduced)

    def seal(self) -> None:
        """Read all tensors that are held, and let go of them."""
        if not (self.held or self._copies):
            return
        items = self._items
        # Those of a kind are read together; most often all are of one.
        kinds: dict[_Kind, tuple[list[torch.Tensor], list[int]]] = {}
        dtype: torch.dtype | None = None
        device: torch.device | None = None
        tensors: list[torch.Tensor] = []
        numbers: list[int] = []
        for tensor, version, number in (*self.held.values(), *self._copies):
            try:
                is_same = counted_version(tensor) == version
            except RuntimeError:
                is_same = version == NO_VERSION
            if not is_same:
                items[number] = form_of(tensor)
                continue
            if tensor.dtype is not dtype or tensor.device != device:
                dtype, device = tensor.dtype, tensor.device
                tensors, numbers = kinds.setdefault((dtype, device), ([], []))
            tensors.append(tensor)
            numbers.append(number)
        for tensors, numbers in kinds.values():
            for number, summary in zip(numbers, summaries_of_small(tensors), strict=True):
                items[number] = summary
        # Only now: a signal may end the run in the middle, and what was not read yet is read the next time.
        self.drop()

    def secure(self) -> None:
        """Read all tensors that are held, because memory is about to change; copies are safe already."""
        if self.held:
            self.seal()

    def drop(self) -> None:
        """Let go of all tensors that are held; what was not read of them is lost."""
        self.held.clear()
        self._copies.clear()
        self._elements = 0

    def summary(self, number: int) -> TensorSummary:
        """Return what was captured under ``number``; the same number gives the same object."""
        item = self._items[number]
        if isinstance(item, TensorSummary):
            return item
        if item is None:
            self.seal()
            return self.summary(number)
        summary = self._items[number] = item.summary()
        return summary

    def same(self, one: int, other: int) -> bool:
        """Return whether two captures hold the same values; NaN equals NaN here."""
        old, new = self.summary(one), self.summary(other)
        return (old.values, old.thumbnail, repr(old.reduced)) == (new.values, new.thumbnail, repr(new.reduced))
