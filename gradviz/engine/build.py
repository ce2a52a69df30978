"""Make an `Iteration` of what was noted of it."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType

from torch.autograd.graph import Node as GradFn

from gradviz.core.rules.constants import written
from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import (
    BackwardCall,
    BackwardEvent,
    ForwardEvent,
    GradNode,
    HookCall,
    Iteration,
    UpdateEvent,
)
from gradviz.engine.backward import walk
from gradviz.engine.internals import is_accumulate, leaf_of, sequence_number_of
from gradviz.engine.names import Names
from gradviz.engine.origins import UNSEEN, events_of, maker_of, opaque
from gradviz.engine.record import BackwardRecord, CallRecord, IterationRecord, OpRecord
from gradviz.engine.source import NOWHERE, Place, Source
from gradviz.engine.summarize import Captured, summarize, summarize_all

Origin = tuple[CodeType | None, int]
"""An instruction of the program."""


def build(record: IterationRecord, source: Source, names: Names, origins: dict[str, Origin]) -> Iteration:
    """Return the iteration that ``record`` describes; ``origins`` tells where variables were created."""
    return _Builder(record, source, names, origins).build()


def release(record: IterationRecord) -> None:
    """Let go of the graph, the nodes next to the root first.

    A node that Python has touched is destroyed together with what hangs below it, recursively: a deep graph would
    exhaust the stack if its root went first.
    """
    record.tensors.release()
    nodes = sorted(walk([*record.roots, *(node for op in record.ops for _, node in op.made)]), key=_seniority)
    for op in record.ops:
        op.made = ()
    for held in (record.roots, record.backward, record.saved, record.leaves, record.passes, record.gradients):
        held.clear()
    for kept in (record.constants, record.registered, record.hooked, record.fired, record.order):
        kept.clear()
    while nodes:
        nodes.pop()


def _seniority(node: GradFn) -> int:
    return -1 if is_accumulate(node) else sequence_number_of(node)


def backward_event(
    event: BackwardRecord, ids: dict[GradFn, int], summary: Callable[[Captured | None], TensorSummary | None]
) -> BackwardEvent:
    """Return the event that ``event`` describes, with the numbers of nodes that ``ids`` gives."""
    return BackwardEvent(
        node=ids[event.node],
        grad_outputs=tuple(map(summary, event.grad_outputs)),
        grad_inputs=tuple(map(summary, event.grad_inputs)),
        grad=summary(event.grad),
        call=event.call,
        hooks=tuple(HookCall(hook.name, summary(hook.before), summary(hook.after)) for hook in event.hooks),
    )


class _Builder:
    def __init__(self, record: IterationRecord, source: Source, names: Names, origins: dict[str, Origin]) -> None:
        self._record = record
        self._origins = origins
        self._source = source
        self._names = names
        # A program without any gradient still has ops to show.
        self._ops = record.ops or record.plain
        self._summaries = self._summarize()
        made = [node for op in record.ops for _, node in op.made]
        found = sorted(walk([*record.roots, *made]), key=self._age)
        self._ids = {node: number for number, node in enumerate(found)}
        record.order.update(self._ids)
        self._tensor_of = {node: number for op in record.ops for number, node in reversed(op.made)}
        self._tensor_of = record.gradients | self._tensor_of
        self._event_of = events_of(found, self._ops)
        self._parents = {call.parent: number for number, call in enumerate(record.passes) if call.parent is not None}
        self._nodes_of: dict[int, list[int]] = {}
        for node, event in self._event_of.items():
            self._nodes_of.setdefault(event, []).append(self._ids[node])

    def build(self) -> Iteration:
        record = self._record
        nodes = tuple(self._node(node) for node in self._ids)
        return Iteration(
            index=record.index,
            loss=record.loss,
            forward=tuple(self._forward(number, op) for number, op in enumerate(self._ops)),
            nodes=nodes,
            backward=tuple(self._backward(event) for event in record.backward if event.node in self._ids),
            update=self._updates(),
            roots=tuple(dict.fromkeys(self._ids[root] for root in record.roots)),
            tensors=self._tensors(nodes),
            names=dict(record.tensors.names),
            calls=tuple(map(self._call, record.passes)),
            note=record.note,
        )

    def _call(self, call: CallRecord) -> BackwardCall:
        return BackwardCall(
            function=call.function,
            roots=tuple(dict.fromkeys(self._ids[root] for root in call.roots if root in self._ids)),
            creates_graph=call.creates_graph,
            node=None if call.parent is None else self._ids.get(call.parent),
            error=call.error,
        )

    def _backward(self, event: BackwardRecord) -> BackwardEvent:
        return backward_event(event, self._ids, self._summary)

    def _age(self, node: GradFn) -> tuple[int, int]:
        """Order leaves by their first use, then the nodes as they were made; first those that have a number already."""
        if (number := self._record.order.get(node)) is not None:
            return -1, number
        if not is_accumulate(node):
            return 1, sequence_number_of(node)
        known = self._record.leaves.get(node)
        return 0, int(known[1][1:]) if known else -1

    def _place(self, code: CodeType | None, instruction: int) -> Place:
        return NOWHERE if code is None else self._source.place(code, instruction)

    def _summarize(self) -> dict[int, TensorSummary]:
        """Return the summaries of everything that was captured, by the identity of the captures."""
        record = self._record
        captured = {id(item): item for item in record.tensors.captured.values()}
        for event in record.backward:
            for item in (*event.grad_outputs, *event.grad_inputs, event.grad):
                if item is not None:
                    captured[id(item)] = item
            for hook in event.hooks:
                captured.update((id(item), item) for item in (hook.before, hook.left))
        captured.update((id(item), item) for update in record.updates for item in (update.before, update.after))
        return dict(zip(captured, summarize_all(list(captured.values())), strict=True))

    def _summary(self, captured: Captured | None) -> TensorSummary | None:
        """Return the summary of ``captured``; the same captured values give the same summary object."""
        return None if captured is None else self._summaries[id(captured)]

    def _node(self, node: GradFn) -> GradNode:
        following = tuple((None if n is None else self._ids[n], number) for n, number in node.next_functions)
        if is_accumulate(node):
            return self._leaf(node, following)
        event = self._event_of.get(node)
        op = None if event is None else self._ops[event]
        place = NOWHERE if op is None else self._place(op.code, op.instruction)
        tensor = self._tensor_of.get(node)
        made_by = None if event is not None else maker_of(node, self._record.passes)
        return GradNode(
            id=self._ids[node],
            name=node.name(),
            line=place.line,
            columns=place.columns,
            variable=None if tensor is None else self._record.tensors.names.get(tensor),
            scope="" if op is None else op.scope,
            next=following,
            saved=self._record.saved.get(node, {}),
            constants={name: written(value) for name, value in self._record.constants.get(node, {}).items()},
            tensor=tensor,
            event=event,
            made_by=made_by,
            opaque=opaque(node, self._parents.get(node)) or (UNSEEN if event is None and made_by is None else None),
            hooks=tuple(self._record.registered.get(node, ())),
        )

    def _leaf(self, node: GradFn, following: tuple[tuple[int | None, int], ...]) -> GradNode:
        known = self._record.leaves.get(node)
        if known is None:
            tensor = leaf_of(node)
            name = self._names.tensor(tensor, None)
            number = self._record.tensors.id_of(tensor)
        else:
            _, number, name = known
        origin = self._record.origins.get(number) or self._origins.get(name or "", (None, -1))
        place = self._place(*origin)
        return GradNode(
            id=self._ids[node],
            name=node.name(),
            line=place.line,
            columns=place.columns,
            variable=name or None,
            next=following,
            tensor=number,
            hooks=tuple(self._record.registered.get(node, ())),
        )

    def _forward(self, number: int, op: OpRecord) -> ForwardEvent:
        place = self._place(op.code, op.instruction)
        return ForwardEvent(
            op=op.name,
            line=place.line,
            columns=place.columns,
            variable=", ".join(op.variables) or None,
            scope=op.scope,
            inplace=op.inplace,
            inputs=op.inputs,
            outputs=op.outputs,
            nodes=self._own_last(self._nodes_of.get(number, []), op) if op.made else (),
            cut=op.cut,
            note=op.note,
            after=op.after,
        )

    def _own_last(self, nodes: list[int], op: OpRecord) -> tuple[int, ...]:
        own = self._ids[op.made[0][1]] if op.made else None
        if own in nodes:
            nodes = [*(node for node in nodes if node != own), own]
        return tuple(nodes)

    def _updates(self) -> tuple[UpdateEvent, ...]:
        leaves = {id(tensor): self._ids.get(node) for node, (tensor, _, _) in self._record.leaves.items()}
        events = []
        for update in self._record.updates:
            place = self._place(update.code, update.instruction)
            events.append(
                UpdateEvent(
                    variable=update.name,
                    before=self._summaries[id(update.before)],
                    after=self._summaries[id(update.after)],
                    line=place.line,
                    columns=place.columns,
                    node=leaves.get(id(update.leaf)),
                    by=update.by,
                )
            )
        return tuple(events)

    def _tensors(self, nodes: tuple[GradNode, ...]) -> dict[str, TensorSummary]:
        wanted = {number for op in self._ops for number in (*op.inputs, *op.outputs)}
        wanted.update(node.tensor for node in nodes if node.tensor is not None)
        wanted.update(number for node in nodes for number in node.saved.values())
        captured = self._record.tensors.captured
        # A leaf that no op was seen to read is captured only while building.
        return {
            number: self._summaries.get(id(item)) or summarize(item)
            for number, item in captured.items()
            if number in wanted
        }
