"""The tensors of the iteration that was recorded last, by reference: so that any part of a large one can be read.

A value that was changed since is never handed out as if it were the recorded one. Three things tell: autograd's count
of versions; what was recorded, statistics and thumbnail; and, where the program or the graph can still reach the
memory, a checksum of it. Memory that nobody else can reach cannot change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch

from gradviz.core.place import MOST_ELEMENTS, Part, Place
from gradviz.core.tensor import WHOLE_LIMIT, Array
from gradviz.core.trace import BackwardEvent
from gradviz.engine.content import Signature, checksum, is_shared, signature
from gradviz.engine.internals import version_of
from gradviz.engine.parts import Unreadable, read
from gradviz.engine.record import BackwardRecord, IterationRecord
from gradviz.engine.summarize import summary_of
from gradviz.engine.tensors import memory_of

CHANGED = "It was changed since, so its elements at that moment are gone."
EXPOSED = "The program can write to its memory unseen (.data, numpy): it may no longer hold what was recorded."
TOO_LARGE = "It was let go to stay within the memory budget."
UNKNOWN = "It is not held: its elements are gone."
TOO_MANY = f"At most {MOST_ELEMENTS} elements are read at once."

_Grads = tuple[torch.Tensor | None, ...]


class Gone(Exception):
    """A tensor cannot be read; the text says why, in a sentence for the window."""


@dataclass(slots=True)
class _Entry:
    tensor: torch.Tensor
    version: int
    recorded: Signature


class Held:
    """Keeps large tensors of one iteration, without their graph, within ``limit`` bytes: the largest go first.

    Small ones are whole in the window anyway.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._entries: dict[Place, _Entry] = {}
        self._reasons: dict[Place, str] = {}
        # Bytes and places by storage: each is counted once, whatever number of tensors share it.
        self._sizes: dict[int, int] = {}
        self._places: dict[int, list[Place]] = {}
        self._checksums: dict[int, int] = {}
        self.size = 0
        self.iteration: int | None = None
        """The one that is held."""
        self._gradients: list[tuple[Place, torch.Tensor, int]] = []
        self._leaf_sums: dict[int, int] = {}
        self._exposed: set[int] = set()

    # While the iteration runs

    def begin(self) -> None:
        """Let go of the iteration before."""
        for held in (self._entries, self._reasons, self._sizes, self._places, self._checksums, self._leaf_sums):
            held.clear()
        self._gradients.clear()
        self.size = 0
        self.iteration = None

    def note_leaves(self, record: IterationRecord) -> None:
        """Remember exactly what those leaves hold that the program may change unseen."""
        for leaf, _, _ in record.leaves.values():
            memory = memory_of(leaf) if _is_held(leaf) else None
            if memory is not None and (memory in self._exposed or record.tensors.is_exposed(leaf)):
                self._leaf_sums[memory] = checksum(leaf)

    def ran(self, event: int, arrived: _Grads, left: _Grads, to_leaf: tuple[bool, ...]) -> None:
        """Take the gradients of a node. What goes to a leaf is not held: the leaf could not take it over."""
        for port, grad in enumerate(arrived):
            self._take(Place("arrived", event=event, port=port), grad)
        for port, (grad, is_leaf) in enumerate(zip(left, to_leaf, strict=False)):
            if not is_leaf:
                self._take(Place("left", event=event, port=port), grad)

    def accumulated(self, event: int, leaf: torch.Tensor) -> None:
        """Take the gradient that a leaf has now."""
        self._take(Place("grad", event=event), leaf.grad)

    def _take(self, place: Place, grad: torch.Tensor | None) -> None:
        if grad is None or not _is_held(grad):
            return
        plain = grad.detach()
        if self._put(place, plain):
            self._gradients.append((place, plain, version_of(plain)))

    # At its end

    def finish(self, record: IterationRecord, backward: tuple[BackwardEvent, ...]) -> None:
        """Take the values, and what was recorded of everything; ``backward`` are the events as the window gets them."""
        self.iteration = record.index
        updated = {id(update.leaf): index for index, update in enumerate(record.updates)}
        for number, tensor, version in record.tensors.held():
            if _is_held(tensor):
                place = Place("tensor", id=number)
                self._hold(record, place, tensor.detach(), version, record.tensors.captured[number])
                if id(tensor) in updated:
                    self._drop(place, CHANGED)
        for index, update in enumerate(record.updates):
            if _is_held(update.leaf):
                place = Place("after", event=index)
                self._hold(record, place, update.leaf.detach(), version_of(update.leaf), update.after)
                if updated[id(update.leaf)] != index:
                    self._drop(place, CHANGED)
                self._reasons[Place("before", event=index)] = CHANGED
        # Events of nodes that belong to no graph that is shown are left out: then the numbers do not fit.
        if len(record.backward) == len(backward):
            for place, tensor, version in self._gradients:
                recorded = _recorded(record, place)
                if recorded is not None and place not in self._reasons:
                    self._hold(record, place, tensor, version, recorded)
            self._share(record)
        self._gradients.clear()
        self._exposed |= record.tensors.exposed

    def _share(self, record: IterationRecord) -> None:
        """Let places that were recorded as one and the same gradient be one: what went to a leaf is its ``.grad``."""
        if not self._entries:
            return
        places = [
            (place, captured)
            for index, event in enumerate(record.backward)
            for place, captured in _places_of(index, event)
            if captured is not None
        ]
        known = {captured: self._entries[place] for place, captured in places if place in self._entries}
        for place, captured in places:
            entry = known.get(captured)
            if entry is not None and place not in self._entries and place not in self._reasons:
                self._entries[place] = entry
                self._places[_storage_of(entry.tensor)].append(place)

    def settle(self) -> None:
        """Find out what the program can still reach; called when the recorder has let go of everything."""
        for storage, places in self._places.items():
            held = [self._entries[place] for place in places if place in self._entries]
            if held and is_shared(held[0].tensor, len({id(entry.tensor) for entry in held})):
                self._checksums[storage] = checksum(held[0].tensor)
        for place in list(self._entries):
            self._check_leaf(place)

    def _check_leaf(self, place: Place) -> None:
        entry = self._entries[place]
        before = self._leaf_sums.get(memory_of(entry.tensor) or 0)
        if place.kind == "tensor" and before is not None and before != checksum(entry.tensor):
            self._drop(place, CHANGED)

    def _hold(self, record: IterationRecord, place: Place, tensor: torch.Tensor, version: int, captured: int) -> None:
        if record.tensors.is_exposed(tensor) and not (place.kind == "tensor" and memory_of(tensor) in self._leaf_sums):
            self._drop(place, EXPOSED)
        elif place in self._entries or place.kind not in ("tensor", "after") or self._put(place, tensor):
            self._entries[place] = _Entry(tensor, version, signature(record.captures.summary(captured)))

    # Memory

    def _put(self, place: Place, tensor: torch.Tensor) -> bool:
        """Count the memory of ``tensor``; return whether it can stay."""
        storage = _storage_of(tensor)
        if storage not in self._sizes:
            self._sizes[storage] = tensor.untyped_storage().nbytes()
            self._places[storage] = []
            self.size += self._sizes[storage]
        self._places[storage].append(place)
        while self.size > self._limit:
            self._drop_storage(max(self._sizes, key=self._sizes.__getitem__))
        return storage in self._sizes

    def _drop_storage(self, storage: int) -> None:
        self.size -= self._sizes.pop(storage)
        dropped = set(self._places.pop(storage))
        for place in dropped:
            self._entries.pop(place, None)
            self._reasons[place] = TOO_LARGE
        self._gradients = [item for item in self._gradients if item[0] not in dropped]

    def _drop(self, place: Place, reason: str) -> None:
        self._entries.pop(place, None)
        self._reasons[place] = reason

    # Reading

    def read(self, place: Place, part: Part) -> Array:
        """Return the elements of ``part`` of the tensor at ``place``, as they were when it was recorded.

        Raises:
            Gone: they cannot be had any more, or never could.
        """
        entry = self._entries.get(place)
        if entry is None:
            raise Gone(self._reasons.get(place, UNKNOWN))
        if len(part.rows) * len(part.columns) > MOST_ELEMENTS:
            raise Gone(TOO_MANY)
        if not self._is_unchanged(entry):
            self._drop(place, CHANGED)
            raise Gone(CHANGED)
        try:
            return read(entry.tensor, part)
        except Unreadable as error:
            raise Gone(str(error)) from error

    def _is_unchanged(self, entry: _Entry) -> bool:
        if version_of(entry.tensor) != entry.version:
            return False
        known = self._checksums.get(_storage_of(entry.tensor))
        if known is not None and known != checksum(entry.tensor):
            return False
        return entry.recorded == signature(summary_of(entry.tensor))


def _is_held(tensor: torch.Tensor) -> bool:
    """Return whether ``tensor`` is a large one with plain memory."""
    return tensor.numel() > WHOLE_LIMIT and tensor.layout is torch.strided and memory_of(tensor) is not None


def _storage_of(tensor: torch.Tensor) -> int:
    return tensor.untyped_storage().data_ptr()


def _places_of(index: int, event: BackwardRecord) -> Iterator[tuple[Place, int | None]]:
    yield Place("grad", event=index), event.grad
    for port, captured in enumerate(event.grad_outputs):
        yield Place("arrived", event=index, port=port), captured
    for port, captured in enumerate(event.grad_inputs):
        yield Place("left", event=index, port=port), captured


def _recorded(record: IterationRecord, place: Place) -> int | None:
    return dict(_places_of(place.event, record.backward[place.event])).get(place)
