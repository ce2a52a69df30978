"""Write a backward pass into the record of an iteration: its graph as it was before, what ran, what it made."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import torch
from torch.autograd.graph import Node as GradFn

from gradviz.core.collector import collector_paused
from gradviz.core.trace import Iteration
from gradviz.engine.aten import AtenNoter
from gradviz.engine.backward import watching
from gradviz.engine.build import build
from gradviz.engine.forward import OpNoter
from gradviz.engine.gate import Gate
from gradviz.engine.hooks import HookNoter
from gradviz.engine.internals import (
    grad_fn_of,
    has_accumulate_hooks,
    has_tensor_hooks,
    running_node,
    sequence_number,
    unseen,
)
from gradviz.engine.makers import noting_makers
from gradviz.engine.names import Names
from gradviz.engine.ops import tensors_in
from gradviz.engine.patches import Pass, Root
from gradviz.engine.record import CallRecord, IterationRecord
from gradviz.engine.saved import note_saved
from gradviz.engine.source import Source
from gradviz.engine.step import stepped, unwaited
from gradviz.engine.update import UpdateNoter

TOO_DEEP = "The graph is larger than this system's stack allows to look at: what follows was not recorded."


class PassNoter:
    """Runs the backward passes of a program that are recorded."""

    def __init__(
        self,
        source: Source,
        names: Names,
        noters: tuple[OpNoter, UpdateNoter, HookNoter],
        *,
        aten: AtenNoter | None,
        gate: Gate | None,
    ) -> None:
        self._source = source
        self._names = names
        self._noter, self._updates, self._hooks = noters
        self._aten = aten
        self._gate = gate
        self.most_nodes = 0
        """Larger graphs only run."""
        self.leaves: dict[str, torch.Tensor] = {}
        """The leaves of the latest pass, by their names."""

    def run(self, record: IterationRecord, started: Pass, loss: torch.Tensor | None, *, depth: int = 0) -> Any:
        """Run a pass and note what there is to note of it; at a ``depth`` it runs inside of another one."""
        nodes = started.nodes()
        call = CallRecord(started.function, started.creates_graph, nodes, running_node(), sequence_number())
        inside = nullcontext() if self._aten is None else self._aten.following(record, nodes, self.most_nodes)
        with inside, watching(record, nodes, self.most_nodes) as is_small:
            record.passes.append(call)
            if record.loss is None and loss is not None:
                with unseen():
                    record.loss = float(loss.item())
            if is_small:
                with unseen(), collector_paused():
                    self._look_at(record, nodes, depth)
            else:
                record.note = TOO_DEEP
                call.roots = []
            try:
                with noting_makers(call, nodes if is_small and started.creates_graph else []):
                    result = self._pass_gate(record, started, depth) if is_small else started.run()
            except BaseException as error:
                call.error = f"{type(error).__name__}: {error}".splitlines()[0]
                raise
            finally:
                call.last = sequence_number()
        if started.creates_graph:
            with unseen():
                self._note_gradients(record, result)
        return result

    def _pass_gate(self, record: IterationRecord, started: Pass, depth: int) -> Any:
        """Run a pass; the outermost one may be waited in."""
        if self._gate is None or depth:
            return unwaited(started.run)

        def picture() -> Iteration:
            return build(record, self._source, self._names, self._noter.places)

        return stepped(self._gate, record, picture, started.run)

    def _look_at(self, record: IterationRecord, nodes: list[GradFn], depth: int) -> None:
        """Note the graph as it is before the pass."""
        record.roots.extend(node for node in nodes if node not in record.roots)
        if not depth:
            note_saved(record)
        self.leaves = self._updates.note_leaves(record, self._noter.caller()[0])
        if record.holder is not None:
            record.holder.note_leaves(record)
        for node, (leaf, _, _) in record.leaves.items():
            if has_tensor_hooks(leaf) or has_accumulate_hooks(leaf):
                self._hooks.note_leaf(node, leaf)

    def _note_gradients(self, record: IterationRecord, result: object) -> None:
        """Note the tensors that the pass has made with a graph of their own."""
        if result is None:
            grads = [leaf.grad for leaf, _, _ in record.leaves.values() if leaf.grad is not None]
            variables: tuple[str, ...] = ()
        else:
            grads = list(tensors_in(result))
            frame, _ = self._noter.caller()
            variables = () if frame is None else self._source.place(frame.f_code, frame.f_lasti).variables
        ids = []
        for grad in grads:
            number = record.tensors.id_of(grad)
            ids.append(number)
            node = grad_fn_of(grad)
            if node is not None:
                record.gradients[node] = number
        record.tensors.names.update(zip(ids, variables, strict=False))


def loss_of(roots: Sequence[Root]) -> torch.Tensor | None:
    """Return the root that is a loss: one real number that can be read."""
    root = roots[0] if roots else None
    if not isinstance(root, torch.Tensor) or root.numel() != 1 or root.dtype.is_complex or root.is_meta:
        return None
    return root
