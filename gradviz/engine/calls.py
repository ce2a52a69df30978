"""Note calls of ops: as events of the forward pass, as plain ops without a gradient, or not at all."""

from __future__ import annotations

from typing import NamedTuple

import torch

from gradviz.engine.aten import AtenNoter
from gradviz.engine.forward import OpNoter
from gradviz.engine.internals import is_leaf
from gradviz.engine.ops import Op
from gradviz.engine.passes import TOO_DEEP
from gradviz.engine.record import MOST_PLAIN_OPS, IterationRecord


class Call(NamedTuple):
    """An op that has run; ``ids`` are those of its inputs, if they had to be looked up before."""

    op: Op
    inputs: list[torch.Tensor]
    ids: tuple[str, ...] | None
    outputs: list[torch.Tensor]
    first: int
    made: bool
    needed: bool = False
    """Whether an input that it has overwritten needed a gradient."""
    note: str | None = None
    nanoseconds: int | None = None


class CallNoter:
    """Decides what of a call is noted. A graph of more than ``most_nodes`` nodes is not followed further."""

    def __init__(self, noter: OpNoter, aten: AtenNoter | None) -> None:
        self._noter = noter
        self._aten = aten
        self.most_nodes = 0
        self.first_node = 0
        """The counter of nodes when the iteration began."""

    def note(self, record: IterationRecord, call: Call) -> None:
        """Note an op that has run."""
        op, inputs, ids, outputs, first, made, _, note, nanoseconds = call
        if first - self.first_node > self.most_nodes:
            record.note = TOO_DEEP
            return
        cut = None
        if not made:
            if _is_initialisation(call):
                return
            if not (call.needed or any(tensor.requires_grad for tensor in inputs)):
                self._note_plain(record, call)
                return
            cut = _why_cut(call)
        if ids is None:
            ids = self._noter.inputs(record, inputs)
        noted = self._noter.note(record, op, inputs, ids, outputs, first)
        noted.cut = cut
        noted.note = note
        if self._aten is not None:
            noted.inside = self._aten.take()
        else:
            noted.nanoseconds = nanoseconds
        record.ops.append(noted)

    def _note_plain(self, record: IterationRecord, call: Call) -> None:
        """Note an op without any gradient: it is shown where there are no others."""
        if record.ops:
            self._noter.name_plain(call.outputs)
        elif len(record.plain) < MOST_PLAIN_OPS:
            ids = self._noter.inputs(record, call.inputs) if call.ids is None else call.ids
            noted = self._noter.note_plain(record, call.op, call.inputs, ids, call.outputs)
            noted.note, noted.nanoseconds = call.note, None if self._aten is not None else call.nanoseconds


def _is_initialisation(call: Call) -> bool:
    """Return whether a leaf is given its first values: no event of the forward pass, and no update yet."""
    if not call.op.writes:
        return False
    target = call.outputs[0]
    return target.requires_grad and is_leaf(target)


def _why_cut(call: Call) -> str:
    if call.op.name in ("detach", "detach_", "data"):
        return "detach"
    if call.op.watch:
        return "not differentiable"
    return "not differentiable" if torch.is_grad_enabled() else "no_grad"
