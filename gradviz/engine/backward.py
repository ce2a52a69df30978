"""Watch the engine run a backward pass: one post-hook on every node, in the order in which they really run.

Measured on torch 2.13: a post-hook sees the gradient on every edge; hooks must return None, or they would replace it;
``AccumulateGrad`` nodes are shared by all living graphs, so that every handle is removed again.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.autograd.graph import Node as GradFn
from torch.utils.hooks import RemovableHandle

from gradviz.engine.internals import (
    current_task,
    has_accumulate_hooks,
    has_tensor_hooks,
    is_accumulate,
    leaf_of,
    version_of,
)
from gradviz.engine.record import BackwardRecord, HookRecord, IterationRecord
from gradviz.engine.summarize import Captured, capture, capture_beside

_Seen = list[tuple[torch.Tensor | None, Captured | None]]
_Grads = tuple[torch.Tensor | None, ...]


def walk(roots: Iterable[GradFn], most: int = sys.maxsize) -> list[GradFn]:
    """Return every node reachable from ``roots``, each once, without recursion: graphs can be very deep.

    It stops as soon as there are more than ``most``.
    """
    found: dict[GradFn, None] = dict.fromkeys(roots)
    stack = list(found)
    while stack and len(found) <= most:
        for node, _ in stack.pop().next_functions:
            if node is not None and node not in found:
                found[node] = None
                stack.append(node)
    return list(found)


def root_node(tensor: torch.Tensor) -> GradFn:
    """Return the node that a backward pass from ``tensor`` starts with; for a leaf its ``AccumulateGrad``."""
    return torch.autograd.graph.get_gradient_edge(tensor).node


@contextmanager
def watching(record: IterationRecord, roots: list[GradFn], most: int = sys.maxsize) -> Iterator[bool]:
    """Note every node that runs in the backward pass started inside, in order.

    A graph of more than ``most`` nodes is left alone, and ``False`` is what the ``with`` statement gets.
    """
    nodes = walk(roots, most)
    call, is_small = record.calls, len(nodes) <= most
    record.calls += 1
    watch = _Watch(record, nodes if is_small else [], call)
    # Otherwise the nodes of a GPU would run, and call the hooks, on a thread of the engine's.
    with torch.autograd.set_multithreading_enabled(False):
        try:
            yield is_small
        finally:
            watch.remove()


class _Watch:
    """The hooks of one backward call."""

    def __init__(self, record: IterationRecord, nodes: list[GradFn], call: int) -> None:
        self._record = record
        self._call = call
        self._task: int | None = None
        # Gradients on their way: the receiver gets the same tensor, so that it need not be captured twice.
        self._moving: dict[tuple[GradFn, int], tuple[torch.Tensor, int, Captured]] = {}
        self._edges = {node: node.next_functions for node in nodes}
        self._senders = Counter(receiver for edges in self._edges.values() for receiver, _ in edges)
        self._sent: dict[GradFn, Captured] = {}
        self._was_empty = {node for node in nodes if is_accumulate(node) and leaf_of(node).grad is None}
        self._handles: list[RemovableHandle] = [node.register_hook(self._hook(node)) for node in nodes]

    def remove(self) -> None:
        for handle in self._handles:
            handle.remove()
        self._handles.clear()
        self._moving.clear()
        self._sent.clear()

    def _hook(self, node: GradFn) -> Callable[[Any, Any], None]:
        note = self._accumulated if is_accumulate(node) else self._ran

        def hook(grad_inputs: _Grads, grad_outputs: _Grads) -> None:
            # A nested backward pass (a re-entrant checkpoint) or one of another thread has a task of its own.
            task = current_task()
            if self._task is None:
                self._task = task
            if task == self._task:
                note(node, grad_inputs, grad_outputs)

        return hook

    def _ran(self, node: GradFn, grad_inputs: _Grads, grad_outputs: _Grads) -> None:
        arrived = tuple([self._arrived(node, number, grad) for number, grad in enumerate(grad_outputs)])
        seen = list(zip(grad_outputs, arrived, strict=True))
        left = tuple(
            [self._left(*edge, grad, seen) for edge, grad in zip(self._edges[node], grad_inputs, strict=False)]
        )
        self._record.backward.append(BackwardRecord(node, arrived, left, None, self._call, self._hooks(node)))

    def _hooks(self, node: GradFn) -> tuple[HookRecord, ...]:
        """Return what the program's hooks on the node's tensors have just done."""
        fired = self._record.fired
        return tuple(fired.pop(node, ())) if fired else ()

    def _arrived(self, node: GradFn, number: int, grad: torch.Tensor | None) -> Captured | None:
        if grad is None:
            return None
        moving = self._moving.pop((node, number), None)
        if moving is not None and moving[0] is grad and moving[1] == version_of(grad):
            return moving[2]
        return capture(grad)

    def _left(self, receiver: GradFn | None, number: int, grad: torch.Tensor | None, seen: _Seen) -> Captured | None:
        if grad is None:
            return None
        captured = capture_beside(grad, seen)
        seen.append((grad, captured))
        if receiver is None:
            return captured
        if is_accumulate(receiver):
            # Holding the gradient itself would keep the leaf from taking it over without a copy.
            self._sent[receiver] = captured
        elif self._senders[receiver] == 1:
            self._moving[receiver, number] = (grad, version_of(grad), captured)
        return captured

    def _accumulated(self, node: GradFn, _grad_inputs: _Grads, grad_outputs: _Grads) -> None:
        leaf = leaf_of(node)
        sent = self._sent.get(node)
        is_single = self._senders.get(node) == 1 and not has_tensor_hooks(leaf)
        arrived = sent if sent is not None and is_single else _maybe(grad_outputs[0] if grad_outputs else None)
        hooks = self._hooks(node)
        early = [hook.left for hook in hooks if not hook.is_late]
        if early:
            arrived = early[-1]
        if arrived is not None and node in self._was_empty and not has_accumulate_hooks(leaf):
            grad: Captured | None = arrived
        else:
            grad = _maybe(leaf.grad)
        if hooks and not early and not (is_single and sent is not None):
            # A hook may change in place what has been accumulated: the gradient that arrived is the one it saw before.
            arrived = hooks[0].before
        self._record.backward.append(BackwardRecord(node, (arrived,), (), grad, self._call, hooks))


def _maybe(tensor: torch.Tensor | None) -> Captured | None:
    return None if tensor is None else capture(tensor)
