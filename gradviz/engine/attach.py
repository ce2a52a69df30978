"""Trace a loss that is there already: nothing was recorded of its forward pass, but its graph tells a great deal.

Values come from what the nodes saved and from the variables of the script that still hold tensors of the graph; where
neither has them, shape and dtype are known. Lines are known where the forward pass ran in torch's anomaly mode.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count
from types import FrameType
from typing import Any, cast

import torch
from torch.autograd.graph import Node as GradFn

from gradviz.core.errors import UserError
from gradviz.core.rules.constants import written
from gradviz.core.scripting import Trace
from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import BackwardCall, BackwardEvent, GradNode, Iteration
from gradviz.engine.backward import watching
from gradviz.engine.callers import CallerNames, is_users, program_of, text_of, user_frame
from gradviz.engine.gradients import QuietPass, missing_loss, variables_of, with_leaves
from gradviz.engine.internals import grad_fn_of, is_accumulate, is_leaf, leaf_of, sequence_number_of
from gradviz.engine.record import IterationRecord
from gradviz.engine.run import environment_of

_SAVED = "_saved_"
_SIZES = "_sym_"
_FRAME = re.compile(r'\s*File "(?P<file>.+?)", line (?P<line>\d+)')

_Output = tuple[GradFn, int]
"""A node and the number of its output: that is one tensor of the forward pass."""


def trace_loss(frame: FrameType | None, loss: object, given: Mapping[str, Any]) -> Trace:
    """Return the graph of ``loss`` and its gradients; ``.grad`` and the graph stay as they are.

    Names are looked for in ``given`` and in the variables of ``frame`` and of its callers.

    Raises:
        UserError: it is no loss, or its graph is gone.
    """
    if not isinstance(loss, torch.Tensor):
        raise UserError(f"gradviz traces a loss tensor or something to call, not {type(loss).__name__}.")
    missing = missing_loss(loss)
    if missing is not None:
        raise UserError(missing)
    frame = user_frame(frame)
    filename = frame.f_code.co_filename if frame else "<script>"
    attached = _Attached(loss)
    try:
        attached.look_for(CallerNames(frame, lambda name: name == filename or is_users(name), given), frame)
        attached.run()
        iteration = attached.iteration(filename)
        variables = variables_of(attached.named_leaves())
    finally:
        attached.release()
    files = {node.elsewhere[0] for node in iteration.nodes if node.elsewhere}
    return Trace(
        program=program_of(filename),
        environment=environment_of(str(loss.device)),
        iterations=(iteration,),
        losses=(iteration.loss,),
        variables=variables,
        files={name: text_of(name) for name in sorted(files)},
    )


class _Attached:
    """What is found out about the graph of one loss."""

    def __init__(self, loss: torch.Tensor) -> None:
        self._pass = QuietPass(loss)
        self._record = IterationRecord(0, count())
        self._record.loss = None if loss.is_meta else float(loss.item())
        self._nodes = set(self._pass.nodes)
        self._ids = {node: number for number, node in enumerate(_in_order(self._pass.nodes))}
        self._outputs: dict[_Output, str] = {}
        self._saved: dict[GradFn, dict[str, str]] = {}
        self._constants: dict[GradFn, dict[str, str]] = {}
        self._leaves: dict[GradFn, str] = {}
        self._names: dict[int, str] = {}

    def look_for(self, names: CallerNames, frame: FrameType | None) -> None:
        """Find the tensors of the graph: those that variables hold, the leaves, and what the nodes saved."""
        tensors = self._record.tensors
        for tensor, name in names.held(frame):
            self._names[id(tensor)] = name
            if tensor.requires_grad and not is_leaf(tensor):
                self._note_output(tensor)
        for node in self._pass.leaves:
            leaf = leaf_of(node)
            number = self._leaves[node] = tensors.id_of(leaf)
            self._call(leaf, number)
        for node in self._pass.nodes:
            self._saved[node] = {name: self._saved_id(tensor) for name, tensor in _saved_tensors(node)}
            self._constants[node] = {name: written(value) for name, value in _saved_constants(node)}
        names.forget()

    def run(self) -> None:
        """Run the nodes and record what passes through them."""
        with watching(self._record, [self._pass.root]):
            self._pass.run()

    def named_leaves(self) -> dict[str, torch.Tensor]:
        """Return the leaves by their names, or by numbers where they have none."""
        leaves = [leaf_of(node) for node in self._pass.leaves]
        return {self._names.get(id(leaf), f"leaf {number}"): leaf for number, leaf in enumerate(leaves)}

    def iteration(self, filename: str) -> Iteration:
        """Return all that as an iteration without forward events; ``filename`` is the program's."""
        record = self._record
        captured = record.captures.summary
        tensors = {number: captured(held) for number, held in record.tensors.captured.items()}
        nodes = tuple(self._node(node, tensors, filename) for node in self._ids)

        def summary(held: int | None) -> TensorSummary | None:
            return None if held is None else captured(held)

        events = tuple(
            BackwardEvent(
                self._ids[event.node],
                tuple(map(summary, event.grad_outputs)),
                tuple(map(summary, event.grad_inputs)),
                nanoseconds=event.nanoseconds,
            )
            for event in record.backward
        )
        found = Iteration(
            index=0,
            loss=record.loss,
            nodes=nodes,
            backward=events,
            roots=(self._ids[self._pass.root],),
            tensors=tensors,
            names=dict(record.tensors.names),
            calls=(BackwardCall("grad", (self._ids[self._pass.root],)),),
        )
        return with_leaves(found, self._pass.gradients_in(found))

    def release(self) -> None:
        """Let go of the graph and of all tensors."""
        self._record.tensors.release()
        self._record.captures.drop()
        self._record.backward.clear()
        self._record.graph.clear()
        self._record.reached.clear()
        for held in (self._nodes, self._ids, self._outputs, self._saved, self._constants, self._leaves):
            held.clear()
        self._pass.release()

    def _call(self, tensor: torch.Tensor, number: str) -> None:
        name = self._names.get(id(tensor))
        if name is not None:
            self._record.tensors.names[number] = name

    def _note_output(self, tensor: torch.Tensor) -> None:
        node = grad_fn_of(tensor)
        if node is not None and node in self._nodes and (node, tensor.output_nr) not in self._outputs:
            number = self._outputs[node, tensor.output_nr] = self._record.tensors.id_of(tensor)
            self._call(tensor, number)

    def _saved_id(self, tensor: torch.Tensor) -> str:
        """Return the id of a saved tensor; one that was computed in this graph tells which node made it."""
        number = self._record.tensors.saved_id(tensor)
        node = grad_fn_of(tensor)
        if node is not None and node in self._nodes:
            self._outputs.setdefault((node, tensor.output_nr), number)
        if number not in self._record.tensors.names:
            self._call(tensor, number)
        return number

    def _node(self, node: GradFn, tensors: dict[str, TensorSummary], filename: str) -> GradNode:
        number = self._leaves.get(node) if is_accumulate(node) else self._outputs.get((node, 0))
        if number is None and (form := _form(node)) is not None:
            number = f"t{next(self._record.numbers)}"
            tensors[number] = form
        file, line = _place(node)
        return GradNode(
            id=self._ids[node],
            name=node.name(),
            line=line if file == filename else None,
            variable=self._record.tensors.names.get(number or ""),
            next=tuple((None if n is None else self._ids[n], port) for n, port in node.next_functions),
            saved=self._saved[node],
            constants=self._constants[node],
            tensor=number,
            elsewhere=None if file is None or line is None or file == filename else (file, line),
        )


def _in_order(nodes: list[GradFn]) -> list[GradFn]:
    """Return the leaves by their first use, then the nodes as they were made."""
    first: dict[GradFn, tuple[int, int, int]] = {}
    for node in nodes:
        if not is_accumulate(node):
            number = sequence_number_of(node)
            first[node] = (1, number, 0)
            for port, (receiver, _) in enumerate(node.next_functions):
                if receiver is not None and is_accumulate(receiver):
                    use = (0, number, port)
                    first[receiver] = min(use, first.get(receiver, use))
    return sorted(nodes, key=lambda node: first.get(node, (0, 0, 0)))


def _saved_tensors(node: GradFn) -> Iterator[tuple[str, torch.Tensor]]:
    """Yield what ``node`` saved, as far as it is there and reading it computes nothing (as checkpoints do)."""
    for attribute in _attributes(type(node)):
        try:
            if _is_packed(getattr(node, f"_raw{attribute}", None)):
                continue
            value = getattr(node, attribute)
        except RuntimeError:
            # Freed, or changed in place since.
            continue
        name = attribute.removeprefix(_SAVED)
        items = value if isinstance(value, tuple) else (value,)
        for number, item in enumerate(items):
            if isinstance(item, torch.Tensor):
                yield name if items is not value else f"{name}[{number}]", item


def _saved_constants(node: GradFn) -> Iterator[tuple[str, object]]:
    """Yield the plain values that ``node`` keeps: exponents, dimensions, limits; not sizes, which the tensors tell."""
    for attribute in _attributes(type(node)):
        try:
            if _SIZES in attribute or hasattr(node, f"_raw{attribute}"):
                continue
            value = getattr(node, attribute)
        except RuntimeError:
            # Freed since.
            continue
        items = value if isinstance(value, tuple) else (value,)
        if not any(isinstance(item, torch.Tensor) for item in items):
            yield attribute.removeprefix(_SAVED), value


@cache
def _attributes(kind: type[GradFn]) -> tuple[str, ...]:
    return tuple(name for name in dir(kind) if name.startswith(_SAVED))


def _is_packed(raw: object) -> bool:
    """Return whether hooks keep what was saved."""
    kept = raw if isinstance(raw, list | tuple) else (raw,)
    return any(getattr(one, "unpack_hook", None) is not None for one in kept)


def _form(node: GradFn) -> TensorSummary | None:
    """Return what a node knows of its output without its values."""
    known = getattr(node, "_input_metadata", ())
    if not known:
        return None
    form = known[0]
    return TensorSummary(tuple(map(int, form.shape)), str(form.dtype).removeprefix("torch."), str(form.device))


def _metadata(node: GradFn) -> dict[str, list[str]]:
    # torch declares this property as a method.
    return cast("dict[str, list[str]]", node.metadata)


def _place(node: GradFn) -> tuple[str | None, int | None]:
    """Return the line of the user's that made ``node``, where anomaly mode kept it."""
    if is_accumulate(node):
        # A leaf's is that of its first use.
        return None, None
    for entry in reversed(_metadata(node).get("traceback_", ())):
        found = _FRAME.match(entry)
        if found is not None and is_users(found["file"]):
            return found["file"], int(found["line"])
    return None, None
