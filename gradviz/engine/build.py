"""Make an `Iteration` of what was noted of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import CodeType

from torch.autograd.graph import Node as GradFn

from gradviz.core.rules.constants import written
from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import (
    AtenOp,
    BackwardCall,
    BackwardEvent,
    ForwardEvent,
    GradNode,
    HookCall,
    Iteration,
    OptimizerState,
    UpdateEvent,
)
from gradviz.engine.internals import is_accumulate, leaf_of, sequence_number_of
from gradviz.engine.makers import running_at
from gradviz.engine.names import Names
from gradviz.engine.origins import UNSEEN, events_of, maker_of, opaque
from gradviz.engine.record import BackwardRecord, CallRecord, IterationRecord, OpRecord, StateRecord
from gradviz.engine.source import NOWHERE, Place, Source

Origin = tuple[CodeType | None, int]
"""An instruction of the program."""

_Next = tuple[tuple[int | None, int], ...]

# Structs are made by position in here: naming the fields would cost more than filling them.


def build(record: IterationRecord, source: Source, names: Names, origins: dict[str, Origin]) -> Iteration:
    """Return the iteration that ``record`` describes; ``origins`` tells where variables were created."""
    return _Builder(record, source, names, origins).build()


def backward_event(
    event: BackwardRecord,
    ids: dict[GradFn, int],
    summary: Callable[[int], TensorSummary],
    inside: Sequence[AtenOp] = (),
) -> BackwardEvent:
    """Return the event that ``event`` describes, with the numbers of nodes that ``ids`` gives."""
    node, grad_outputs, grad_inputs, grad, call, hooks, nanoseconds = event
    return BackwardEvent(
        ids[node],
        tuple([None if arrived is None else summary(arrived) for arrived in grad_outputs]),
        tuple([None if left is None else summary(left) for left in grad_inputs]),
        None if grad is None else summary(grad),
        call,
        tuple(
            [
                HookCall(hook.name, summary(hook.before), None if hook.after is None else summary(hook.after))
                for hook in hooks
            ]
        ),
        tuple(inside),
        nanoseconds,
    )


class _Builder:
    def __init__(self, record: IterationRecord, source: Source, names: Names, origins: dict[str, Origin]) -> None:
        self._record = record
        self._origins = origins
        self._source = source
        self._names = names
        self._summary = record.captures.summary
        # A program without any gradient still has ops to show.
        self._ops = record.ops or record.plain
        self._places = [self._place(op.code, op.instruction) for op in self._ops]
        self._variables = self._name_outputs()
        found = sorted(record.nodes(), key=self._age)
        self._ids = {node: number for number, node in enumerate(found)}
        record.order.update(self._ids)
        self._tensor_of = {node: number for op in record.ops for number, node in reversed(op.made)}
        self._tensor_of = record.inner | record.gradients | self._tensor_of
        self._event_of = events_of(found, record.graph, self._ops)
        self._parents = {call.parent: number for number, call in enumerate(record.passes) if call.parent is not None}
        self._found = found
        self._constants: dict[tuple[type, str], str] = {}

    def build(self) -> Iteration:
        record = self._record
        nodes = tuple([self._node(number, node) for number, node in enumerate(self._found)])
        return Iteration(
            index=record.index,
            loss=record.loss,
            forward=self._forward(),
            nodes=nodes,
            backward=tuple([self._backward(event) for event in record.backward if event.node in self._ids]),
            update=self._updates(),
            roots=self._numbers(record.roots),
            tensors=self._tensors(nodes),
            names=dict(record.tensors.names),
            calls=tuple(map(self._call, record.passes)),
            note=record.note,
            has_aten=record.has_aten,
        )

    def _numbers(self, nodes: list[GradFn]) -> tuple[int, ...]:
        """Return the ids of ``nodes``, each once."""
        return tuple(dict.fromkeys(self._ids[node] for node in nodes if node in self._ids))

    def _call(self, call: CallRecord) -> BackwardCall:
        return BackwardCall(
            function=call.function,
            roots=self._numbers(call.roots),
            creates_graph=call.creates_graph,
            node=None if call.parent is None else self._ids.get(call.parent),
            error=call.error,
        )

    def _place(self, code: CodeType | None, instruction: int) -> Place:
        return NOWHERE if code is None else self._source.place(code, instruction)

    # Nodes and what ran in them

    def _age(self, node: GradFn) -> tuple[int, int]:
        """Order leaves by their first use, then the nodes as they were made; first those that have a number already."""
        if (number := self._record.order.get(node)) is not None:
            return -1, number
        if not is_accumulate(node):
            return 1, sequence_number_of(node)
        known = self._record.leaves.get(node)
        return 0, int(known[1][1:]) if known else -1

    def _node(self, number: int, node: GradFn) -> GradNode:
        ids = self._ids
        following: _Next = tuple([(None if n is None else ids[n], port) for n, port in self._record.graph[node]])
        if is_accumulate(node):
            return self._leaf(number, node, following)
        event = self._event_of.get(node)
        if event is None:
            place, scope = NOWHERE, ""
            made_by = maker_of(node, self._record.passes)
        else:
            place, scope, made_by = self._places[event], self._ops[event].scope, None
        tensor = self._tensor_of.get(node)
        name = node.name()
        reason = opaque(name, self._parents.get(node))
        if reason is None and event is None and made_by is None:
            reason = UNSEEN
        return GradNode(
            number,
            name,
            place.line,
            place.columns,
            None if tensor is None else self._record.tensors.names.get(tensor),
            scope,
            following,
            self._record.saved.get(node, {}),
            tensor,
            event,
            None,
            made_by,
            reason,
            tuple(self._record.registered.get(node, ())),
            self._written(node),
            self._maker(node, made_by),
        )

    def _maker(self, node: GradFn, made_by: int | None) -> int | None:
        running = None if made_by is None else running_at(node, self._record.passes[made_by])
        return None if running is None else self._ids.get(running)

    def _written(self, node: GradFn) -> dict[str, str]:
        constants = self._record.constants.get(node)
        return {} if constants is None else {name: self._text(value) for name, value in constants.items()}

    def _text(self, value: object) -> str:
        key = (type(value), repr(value))
        text = self._constants.get(key)
        if text is None:
            text = self._constants[key] = written(value)
        return text

    def _leaf(self, number: int, node: GradFn, following: _Next) -> GradNode:
        known = self._record.leaves.get(node)
        if known is None:
            leaf = leaf_of(node)
            name = self._names.tensor(leaf, None)
            tensor = self._record.tensors.id_of(leaf)
        else:
            _, tensor, name = known
        origin = self._record.origins.get(tensor) or self._origins.get(name or "", (None, -1))
        place = self._place(*origin)
        return GradNode(
            id=number,
            name=node.name(),
            line=place.line,
            columns=place.columns,
            variable=name or None,
            next=following,
            tensor=tensor,
            hooks=tuple(self._record.registered.get(node, ())),
        )

    def _backward(self, event: BackwardRecord) -> BackwardEvent:
        return backward_event(event, self._ids, self._summary, self._record.inside.get((event.node, event.call), ()))

    # Ops

    def _name_outputs(self) -> list[tuple[str, ...]]:
        """Give what ops made the names of the variables that store it; return the variables of each op."""
        names = self._record.tensors.names
        variables = [place.variables if op.is_direct else () for op, place in zip(self._ops, self._places, strict=True)]
        for op, stored in zip(self._ops, variables, strict=True):
            if stored:
                names.update(zip(op.outputs, stored, strict=False))
        if self._record.returned:
            self._name_returned(variables)
        return variables

    def _name_returned(self, variables: list[tuple[str, ...]]) -> None:
        makers = {number: index for index, op in enumerate(self._ops) for number in op.outputs}
        for code, instruction, tensors in self._record.returned:
            for name, number in zip(self._place(code, instruction).variables, tensors, strict=False):
                self._record.tensors.names[number] = name
                if number in makers:
                    variables[makers[number]] = (name,)

    def _forward(self) -> tuple[ForwardEvent, ...]:
        nodes_of: dict[int, list[int]] = {}
        for node, event in self._event_of.items():
            nodes_of.setdefault(event, []).append(self._ids[node])
        rows = zip(self._ops, self._places, self._variables, strict=True)
        return tuple(
            [
                ForwardEvent(
                    op.name,
                    place.line,
                    place.columns,
                    ", ".join(variables) or None,
                    op.scope,
                    op.inplace,
                    op.inputs,
                    op.outputs,
                    self._own_last(nodes_of.get(index, []), op) if op.made else (),
                    op.cut,
                    None,
                    op.note,
                    op.after,
                    op.inside,
                    op.nanoseconds,
                )
                for index, (op, place, variables) in enumerate(rows)
            ]
        )

    def _own_last(self, nodes: list[int], op: OpRecord) -> tuple[int, ...]:
        if len(nodes) < 2:
            return tuple(nodes)
        own = self._ids[op.made[0][1]]
        if own in nodes:
            nodes = [*(node for node in nodes if node != own), own]
        return tuple(nodes)

    # Updates and values

    def _updates(self) -> tuple[UpdateEvent, ...]:
        leaves = {id(tensor): self._ids.get(node) for node, (tensor, _, _) in self._record.leaves.items()}
        events = []
        for update in self._record.updates:
            place = self._place(update.code, update.instruction)
            events.append(
                UpdateEvent(
                    variable=update.name,
                    before=self._summary(update.before),
                    after=self._summary(update.after),
                    line=place.line,
                    columns=place.columns,
                    node=leaves.get(id(update.leaf)),
                    by=update.by,
                    calls=None if update.calls == self._record.calls else update.calls,
                    gradient=None if update.gradient is None else self._summary(update.gradient),
                    optimizer=None if update.optimizer is None else self._optimizer(update.optimizer),
                )
            )
        return tuple(events)

    def _optimizer(self, state: StateRecord) -> OptimizerState:
        before = {name: self._summary(number) for name, number in state.before.items()}
        return OptimizerState(state.settings, before, {name: self._summary(n) for name, n in state.after.items()})

    def _tensors(self, nodes: tuple[GradNode, ...]) -> dict[str, TensorSummary]:
        wanted: set[str] = set()
        for op in self._ops:
            wanted.update(op.inputs)
            wanted.update(op.outputs)
        for node in nodes:
            if node.tensor is not None:
                wanted.add(node.tensor)
            if node.saved:
                wanted.update(node.saved.values())
        summary = self._summary
        return {number: summary(item) for number, item in self._record.tensors.captured.items() if number in wanted}
