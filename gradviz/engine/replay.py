"""Do again what a person has done in the middle of a backward pass, at the same place of a repetition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from torch.autograd.graph import Node as GradFn
from typing_extensions import override

from gradviz.core.edits import EDITED, GradientChange
from gradviz.core.errors import UserError
from gradviz.engine.change import edited
from gradviz.engine.gate import Gate
from gradviz.engine.prehooks import Grads, PreHooks
from gradviz.engine.record import HookRecord, IterationRecord
from gradviz.engine.rollback import BackwardAborted, Rollback
from gradviz.engine.walk import walk


class Replay(Gate):
    """A gate that waits nowhere: it makes ``changes`` where a person has made them in the first run."""

    def __init__(self, changes: Sequence[GradientChange]) -> None:
        super().__init__(0, _tell_nobody)
        self._changes = tuple(changes)
        self.indices = frozenset(change.index for change in changes)
        """The iterations that are changed; they must be recorded, because others are not followed node by node."""

    @override
    def is_stepping(self, index: int) -> bool:
        return index in self.indices

    def at(self, index: int, turn: int) -> list[GradientChange]:
        """Return what was changed in pass number ``turn`` of iteration ``index``."""
        return [change for change in self._changes if (change.index, change.turn) == (index, turn)]


def _tell_nobody(_told: object) -> None:
    """A repetition is not waited in."""


def replayed(replay: Replay, record: IterationRecord, run: Callable[[], Any]) -> Any:
    """Run a backward pass that is recorded, with the changes that were made in it.

    A change whose node is not the same any more is left out: then the loss of a later iteration tells the difference.
    """
    changes = replay.at(record.index, len(record.passes) - 1)
    if not changes:
        return run()
    nodes = walk(record.passes[-1].roots, edges=record.graph)
    before = Rollback(leaf for leaf, _, _ in record.leaves.values())
    hooks = PreHooks()
    for change in changes:
        if change.node < len(nodes) and nodes[change.node].name() == change.name:
            node = nodes[change.node]
            hooks.add(node, partial(_changed, record, node, change))
    try:
        return run()
    except BackwardAborted:
        before.restore()
        raise
    finally:
        hooks.remove()


def _changed(record: IterationRecord, node: GradFn, change: GradientChange, grads: Grads) -> Grads | None:
    if change.aborts:
        raise BackwardAborted.before(node.name())
    now = grads
    for edit in change.edits:
        try:
            now = edited(now, edit)
        except UserError:
            # The gradient has another form than in the first run: what follows will not be equal to that.
            return None
    note_edit(record, node, grads, now)
    return now


def note_edit(record: IterationRecord, node: GradFn, before: Grads, after: Grads) -> None:
    """Note what was changed of the gradients of ``node``, as if a hook of the program's had done it."""
    copy = record.captures.copy
    for old, new in zip(before, after, strict=True):
        if old is not new and old is not None and new is not None:
            hook = HookRecord(EDITED, copy(old), copy(new), is_late=False)
            record.fired.setdefault(node, []).append(hook)
