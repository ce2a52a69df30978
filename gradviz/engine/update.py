"""Notice every change of a leaf: by an optimizer, by an in-place op, or behind autograd's back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any, NamedTuple

import torch
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from gradviz.engine.internals import is_accumulate, leaf_of, unseen, version_of
from gradviz.engine.names import Names
from gradviz.engine.ops import Op
from gradviz.engine.optimizers import Begun, begun, ended, gradient_of
from gradviz.engine.record import IterationRecord, UpdateRecord
from gradviz.engine.source import Source
from gradviz.engine.tensors import memory_of

Caller = Callable[[], tuple[FrameType | None, bool]]


class Change(NamedTuple):
    """A leaf is about to change; ``before`` is what it holds, by its number."""

    leaf: torch.Tensor
    before: int
    state: Begun | None = None
    """What an optimizer had for it before its step."""


class UpdateNoter:
    """Writes updates into the record of the current iteration."""

    def __init__(self, source: Source, names: Names, caller: Caller) -> None:
        self._source = source
        self._names = names
        self._caller = caller
        self._before_step: dict[int, Change] = {}
        self._stepping: torch.optim.Optimizer | None = None
        # The leaves by their memory, and what was last seen of each: its version and its values.
        self._by_memory: dict[int, torch.Tensor] = {}
        self._seen: dict[int, tuple[int, int]] = {}
        self._names_of: dict[int, str] = {}
        self.record: IterationRecord | None = None
        self.has_stepped = False
        """Whether a leaf was updated in this iteration, as far as it was seen."""

    def begin(self, record: IterationRecord | None) -> None:
        """Begin an iteration, which is recorded if there is a record."""
        self.record = record
        self.has_stepped = False
        if self._stepping is not None:
            # An optimizer that asks for the loss again, as LBFGS does: this iteration is inside of its step.
            self._before_step = {} if record is None else dict(self._changes(record, self._stepping))

    @property
    def is_in_optimizer(self) -> bool:
        """Whether an optimizer's step runs."""
        return self._stepping is not None

    def note_leaves(self, record: IterationRecord, frame: FrameType | None) -> dict[str, torch.Tensor]:
        """Note the leaves that the backward pass will reach, as they are before it; return them by their names."""
        named: dict[str, torch.Tensor] = {}
        self._by_memory.clear()
        for node in record.reached:
            if not is_accumulate(node):
                continue
            leaf = leaf_of(node)
            if node not in record.leaves:
                name = self._names.tensor(leaf, frame) or ""
                record.leaves[node] = (leaf, record.tensors.id_of(leaf), name)
            _, number, name = record.leaves[node]
            named[name or f"leaf {len(named)}"] = leaf
            self._names_of[id(leaf)] = name
            self._seen[id(leaf)] = (version_of(leaf), record.tensors.captured[number])
            memory = memory_of(leaf)
            if memory is not None:
                self._by_memory[memory] = leaf
        return named

    # In-place ops

    def before(self, inputs: list[torch.Tensor]) -> Change | None:
        """Return the leaf that an in-place op is about to change, if it is one that autograd will not see changing."""
        record = self.record
        if record is None or not record.has_backward or self.is_in_optimizer or not inputs:
            return None
        target = inputs[0]
        leaf = self._by_memory.get(memory_of(target) or 0)
        if leaf is None or (leaf is not target and target.requires_grad):
            return None
        return Change(leaf, self._last_seen(record, leaf))

    def _last_seen(self, record: IterationRecord, leaf: torch.Tensor) -> int:
        """Return the values of ``leaf`` now; they are known if nothing has changed it since."""
        version, captured = self._seen.get(id(leaf), (-2, -1))
        return captured if captured >= 0 and version == version_of(leaf) else record.captures.copy(leaf)

    def after(self, change: Change, op: Op) -> None:
        """Note the update that the op has made."""
        frame, _ = self._caller()
        self._note(change, frame, op.name)
        self.has_stepped = True

    # Optimizers

    @contextmanager
    def watching_optimizers(self) -> Iterator[None]:
        """Note what every optimizer step inside changes."""
        handles = [
            register_optimizer_step_pre_hook(self._step_begins),
            register_optimizer_step_post_hook(self._step_ended),
        ]
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()

    def _step_begins(self, optimizer: torch.optim.Optimizer, given: tuple[Any, ...], named: dict[str, Any]) -> None:
        self._stepping = optimizer
        self._before_step = {}
        record = self.record
        if record is None:
            return
        # What a closure computes brings gradients where there are none yet.
        has_closure = len(given) > 1 or named.get("closure") is not None
        with unseen():
            record.captures.secure()
            changes = self._changes(record, optimizer)
            self._before_step = {
                number: change for number, change in changes if has_closure or change.leaf.grad is not None
            }

    def _changes(self, record: IterationRecord, optimizer: torch.optim.Optimizer) -> Iterator[tuple[int, Change]]:
        """Yield what is about to change of every parameter of ``optimizer``, by its ``id``."""
        for group in optimizer.param_groups:
            for parameter in list(group["params"]):
                state = begun(record, optimizer, group, parameter)
                yield id(parameter), Change(parameter, self._last_seen(record, parameter), state)

    def _step_ended(self, optimizer: torch.optim.Optimizer, *_step: Any) -> None:
        changes, self._before_step = self._before_step, {}
        frame, _ = self._caller()
        with unseen():
            for change in changes.values():
                if change.leaf.grad is not None:
                    self._note(change, frame, type(optimizer).__name__)
        self._stepping = None
        self.has_stepped = True

    # The rest

    def finish(self, record: IterationRecord) -> None:
        """Note leaves whose values are no longer those last seen, though nothing was seen to change them."""
        if not record.has_backward:
            return
        updated = {id(update.leaf) for update in record.updates}
        by = "" if self._stepping is None else type(self._stepping).__name__
        for leaf, number, name in record.leaves.values():
            version, before = self._seen.get(id(leaf), (-2, record.tensors.captured[number]))
            if id(leaf) in updated and version == version_of(leaf) and not record.tensors.is_exposed(leaf):
                continue
            after = record.captures.copy(leaf)
            if not record.captures.same(before, after):
                gradient = record.accumulated.get(id(leaf)) if by else None
                captured = None if gradient is None else gradient.captured
                record.updates.append(UpdateRecord(leaf, name, before, after, None, -1, by, gradient=captured))
        record.tensors.carry({id(update.leaf): (update.leaf, update.after) for update in record.updates}.values())
        self._seen.clear()
        self._by_memory.clear()
        self._names_of.clear()

    def _note(self, change: Change, frame: FrameType | None, by: str) -> None:
        record = self.record
        if record is None:
            return
        name = self._name(change.leaf, frame)
        code: CodeType | None = frame.f_code if frame else None
        place = frame.f_lasti if frame else -1
        after = record.captures.copy(change.leaf)
        self._seen[id(change.leaf)] = (version_of(change.leaf), after)
        state = None if change.state is None else ended(record, change.state, change.leaf)
        gradient = gradient_of(record, change.leaf)
        record.updates.append(
            UpdateRecord(change.leaf, name, change.before, after, code, place, by, record.calls, gradient, state)
        )

    def _name(self, leaf: torch.Tensor, frame: FrameType | None) -> str:
        name = self._names_of.get(id(leaf))
        return self._names.tensor(leaf, frame) or "" if name is None else name
