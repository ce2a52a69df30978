"""Watch the engine run a backward pass: one post-hook on every node, in the order in which they really run.

Measured on torch 2.13: a post-hook sees the gradient on every edge; hooks must return None, or they would replace it;
``AccumulateGrad`` nodes are shared by all living graphs, so that every handle is removed again.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from time import perf_counter_ns

import torch
from torch.autograd.function import BackwardCFunction
from torch.autograd.graph import Node as GradFn
from torch.utils.hooks import RemovableHandle

from gradviz.core.collector import collector_paused
from gradviz.core.tensor import WHOLE_LIMIT
from gradviz.engine.internals import (
    current_task,
    dispatch_depth,
    function_modes,
    has_accumulate_hooks,
    has_tensor_hooks,
    in_one_thread,
    is_accumulate,
    is_subclassed,
    leaf_of,
    unchecked,
    unseen,
    version_of,
)
from gradviz.engine.optimizers import note_gradient
from gradviz.engine.record import BackwardRecord, Holder, HookRecord, IterationRecord
from gradviz.engine.walk import walk

_Grads = tuple[torch.Tensor | None, ...]
_Hook = Callable[[_Grads, _Grads], None]
_Note = Callable[[int | None, _Grads, _Grads], bool]
"""Notes a node that took so many nanoseconds; returns whether it belongs to the pass."""
_Large = tuple[torch.Tensor, int]
"""A large gradient and the number of what was captured of it."""


@contextmanager
def watching(record: IterationRecord, roots: list[GradFn], most: int = sys.maxsize) -> Iterator[bool]:
    """Note every node that runs in the backward pass started inside, in order.

    A graph of more than ``most`` nodes is left alone, and ``False`` is what the ``with`` statement gets.
    """
    call = record.calls
    record.calls += 1
    is_in_modes = bool(function_modes() or dispatch_depth())
    with unseen(), collector_paused():
        nodes = walk(roots, most, record.graph)
        is_small = len(nodes) <= most
        if is_small:
            record.reached.update(dict.fromkeys(nodes))
        watch = _Watch(record, nodes if is_small else [], roots, call, is_in_modes=is_in_modes)
    # Otherwise the nodes of a GPU would run, and call the hooks, on a thread of the engine's.
    with in_one_thread():
        try:
            yield is_small
        finally:
            with unseen():
                watch.remove()
            # A pass around this one cannot tell what of its node's time was this one's recording.
            record.since = 0


def _is_any_large(arrived: _Grads, left: _Grads) -> bool:
    return any(grad is not None and grad.numel() > WHOLE_LIMIT for grad in (*arrived, *left))


class _Watch:
    """The hooks of one backward call.

    Small gradients are held until they are read together: the engine changes none that somebody holds. Large ones are
    reduced at once; holding them would keep a leaf from taking its gradient over without a copy.
    """

    def __init__(
        self, record: IterationRecord, nodes: list[GradFn], roots: list[GradFn], call: int, *, is_in_modes: bool
    ) -> None:
        self._record = record
        self._captures = record.captures
        self._edges = record.graph
        self._call = call
        self._task: int | None = None
        # Large gradients on their way: the receiver gets the same tensor, so that it need not be captured twice.
        self._moving: dict[tuple[GradFn, int], tuple[torch.Tensor, int, int]] = {}
        self._senders = Counter(receiver for node in nodes for receiver, _ in record.graph[node])
        self._sent: dict[GradFn | None, int] = {}
        self._leaves: set[GradFn | None] = {node for node in nodes if is_accumulate(node)}
        self._was_empty = {node for node in self._leaves if node is not None and leaf_of(node).grad is None}
        # Modes and classes of tensors see every question that is put to a tensor.
        self._is_heard = is_in_modes or any(is_subclassed(leaf_of(node)) for node in self._leaves if node)
        self._copied = record.captures.copies
        # A backward written in Python may write into the gradients that it gets.
        record.captures.copies |= any(isinstance(node, BackwardCFunction) for node in nodes)
        ran: Callable[..., bool] = self._ran
        if record.holder is not None:
            ran = partial(self._ran_and_held, record.holder)
        self._handles: list[RemovableHandle] = [
            node.register_hook(self._hook(partial(self._accumulated if is_accumulate(node) else ran, node)))
            for node in nodes
        ]
        self._is_timed = not record.has_aten
        if nodes and self._is_timed:
            # Of all others it is known when they begin: when the recorder is done with the node before. A hook before
            # each would cost more than many nodes do.
            self._handles += [root.register_prehook(self._begin) for root in dict.fromkeys(roots)]

    def remove(self) -> None:
        for handle in self._handles:
            handle.remove()
        self._handles.clear()
        self._moving.clear()
        self._sent.clear()
        self._captures.secure()
        self._captures.copies = self._copied

    def _hook(self, note: _Note) -> _Hook:
        return partial(self._quietly if self._is_heard else self._timed, note)

    def _begin(self, _grad_outputs: _Grads) -> None:
        self._record.since = perf_counter_ns()

    def _timed(self, note: _Note, grad_inputs: _Grads, grad_outputs: _Grads) -> None:
        now, since = perf_counter_ns(), self._record.since
        is_ours = note(now - since if since else None, grad_inputs, grad_outputs)
        self._record.since = perf_counter_ns() if is_ours and self._is_timed else 0

    def _quietly(self, note: _Note, grad_inputs: _Grads, grad_outputs: _Grads) -> None:
        now, since = perf_counter_ns(), self._record.since
        with unseen():
            is_ours = note(now - since if since else None, grad_inputs, grad_outputs)
        self._record.since = perf_counter_ns() if is_ours and self._is_timed else 0

    def _is_other_pass(self) -> bool:
        """Return whether a nested backward pass (a re-entrant checkpoint), or one of another thread, runs the hook."""
        task = current_task()
        if self._task is None:
            self._task = task
        return task != self._task

    def _ran(self, node: GradFn, took: int | None, grad_inputs: _Grads, grad_outputs: _Grads) -> bool:
        if current_task() != self._task and self._is_other_pass():
            return False
        take = self._captures.take_small
        seen: list[_Large] = []
        arrived: list[int | None] = []
        for grad in grad_outputs:
            if grad is None:
                arrived.append(None)
            elif (count := grad.numel()) <= WHOLE_LIMIT:
                arrived.append(take(grad, count))
            else:
                arrived.append(self._arrived(node, len(arrived), grad, seen))
        left: list[int | None] = []
        leaves = self._leaves
        for grad, (receiver, number) in zip(grad_inputs, self._edges[node], strict=False):
            if grad is None:
                left.append(None)
            elif (count := grad.numel()) <= WHOLE_LIMIT:
                captured = take(grad, count)
                left.append(captured)
                if receiver in leaves:
                    self._sent[receiver] = captured
            else:
                left.append(self._left(receiver, number, grad, seen))
        fired = self._record.fired
        hooks = tuple(fired.pop(node, ())) if fired else ()
        event = node, tuple(arrived), tuple(left), None, self._call, hooks, took
        self._record.backward.append(unchecked(BackwardRecord, event))
        return True

    def _ran_and_held(
        self, holder: Holder, node: GradFn, took: int | None, grad_inputs: _Grads, grad_outputs: _Grads
    ) -> bool:
        event = len(self._record.backward)
        is_ours = self._ran(node, took, grad_inputs, grad_outputs)
        if is_ours and _is_any_large(grad_outputs, grad_inputs):
            to_leaf = tuple([receiver in self._leaves for receiver, _ in self._edges[node]])
            holder.ran(event, grad_outputs, grad_inputs, to_leaf)
        return is_ours

    def _arrived(self, node: GradFn, number: int, grad: torch.Tensor, seen: list[_Large]) -> int:
        moving = self._moving.pop((node, number), None)
        is_known = moving is not None and moving[0] is grad and moving[1] == version_of(grad)
        captured = moving[2] if moving is not None and is_known else self._captures.take(grad)
        seen.append((grad, captured))
        return captured

    def _left(self, receiver: GradFn | None, number: int, grad: torch.Tensor, seen: list[_Large]) -> int:
        captured = next((known for other, known in seen if other is grad), None)
        if captured is None:
            captured = self._captures.take_beside(grad, seen)
        seen.append((grad, captured))
        if receiver in self._leaves:
            self._sent[receiver] = captured
        elif receiver is not None and self._senders[receiver] == 1:
            self._moving[receiver, number] = (grad, version_of(grad), captured)
        return captured

    def _accumulated(self, node: GradFn, took: int | None, _grad_inputs: _Grads, grad_outputs: _Grads) -> bool:
        leaf = leaf_of(node)
        sent = self._sent.get(node)
        is_single = self._senders.get(node) == 1 and not has_tensor_hooks(leaf)
        arrived = sent if sent is not None and is_single else self._copy(grad_outputs[0] if grad_outputs else None)
        hooks: tuple[HookRecord, ...] = tuple(self._record.fired.pop(node, ()))
        early = [hook.left for hook in hooks if not hook.is_late]
        if early:
            arrived = early[-1]
        if arrived is not None and node in self._was_empty and not has_accumulate_hooks(leaf):
            grad: int | None = arrived
        else:
            grad = self._copy(leaf.grad)
        if hooks and not early and not (is_single and sent is not None):
            # A hook may change in place what has been accumulated: the gradient that arrived is the one it saw before.
            arrived = hooks[0].before
        if self._record.holder is not None:
            self._record.holder.accumulated(len(self._record.backward), leaf)
        note_gradient(self._record, leaf, grad)
        self._record.backward.append(BackwardRecord(node, (arrived,), (), grad, self._call, hooks, took))
        return True

    def _copy(self, tensor: torch.Tensor | None) -> int | None:
        """Capture a gradient that stays with the program, which may change it at any time."""
        return None if tensor is None else self._captures.copy(tensor)
