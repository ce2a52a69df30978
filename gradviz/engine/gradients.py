"""The gradients that a backward pass from a loss would compute, without computing them into ``.grad``.

``torch.autograd.grad`` runs the same nodes as ``backward()`` but accumulates nothing: ``.grad`` stays as it is, and the
graph is kept for the script's own pass. The events of the leaves are made from the gradients that it returns: they show
what a first ``backward()`` would put into ``.grad``. Tensor hooks do run; post-accumulate hooks do not.
"""

from __future__ import annotations

import re
import threading
import time
import weakref
from collections import defaultdict
from collections.abc import Mapping

import msgspec
import torch
from torch.autograd.graph import Node as GradFn

from gradviz.core.errors import UserError
from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import BackwardEvent, Iteration, Variable
from gradviz.engine.internals import is_accumulate, is_leaf, leaf_of, root_node, unseen
from gradviz.engine.release import seniority
from gradviz.engine.summarize import summary_of
from gradviz.engine.walk import walk

DEEP = 2000
"""Graphs of more nodes are taken apart node by node: torch does it recursively, and its stack is small."""

_SOON = 0.05
"""Seconds after which a tensor that is being destroyed is gone."""

_REFUSALS = (
    (
        r"backward through the graph a second time",
        "The graph of this loss is gone, because an earlier backward() freed it; trace the loss before backward(), "
        "or pass retain_graph=True to it.",
    ),
    (
        r"modified by an inplace operation",
        "A value that the backward pass needs was overwritten since; trace the loss before that.",
    ),
    (
        r"[Cc]heckpoint\S* is not compatible with|torch\.utils\.checkpoint is incompatible",
        "This graph has a checkpoint with use_reentrant=True, which only backward() can run; use use_reentrant=False.",
    ),
)
"""What torch says when it cannot run a graph, and how a person is told."""


def missing_loss(loss: torch.Tensor) -> str | None:
    """Return why no gradients can be computed from ``loss``, in one sentence; ``None`` if they can."""
    if not loss.requires_grad:
        return (
            "This loss has no graph: create one of the tensors it is computed from with requires_grad=True, "
            "and check that no detach() or no_grad() lies between."
        )
    if loss.numel() != 1:
        return f"This tensor has {loss.numel()} elements; reduce it to one number, for example with sum() or mean()."
    if not loss.is_floating_point():
        return f"A loss is a real number, but this one is {str(loss.dtype).removeprefix('torch.')}; take its abs()."
    return None


class QuietPass:
    """The backward pass from ``loss`` that leaves everything as it is."""

    def __init__(self, loss: torch.Tensor) -> None:
        self.loss = loss
        self.root = root_node(loss)
        self.nodes = walk([self.root])
        self.leaves = [node for node in self.nodes if is_accumulate(node)]
        self.gradients: dict[GradFn, TensorSummary | None] = {}

    def run(self) -> None:
        """Compute the gradients of all leaves.

        Raises:
            UserError: torch cannot run this graph.
        """
        if not self.leaves:
            return
        leaves = [leaf_of(node) for node in self.leaves]
        try:
            found = torch.autograd.grad(self.loss, leaves, retain_graph=True, allow_unused=True)
        except RuntimeError as error:
            for pattern, sentence in _REFUSALS:
                if re.search(pattern, str(error)):
                    raise UserError(sentence) from error
            raise
        for node, gradient in zip(self.leaves, found, strict=True):
            self.gradients[node] = _maybe(gradient)

    def gradients_in(self, iteration: Iteration) -> dict[int, TensorSummary | None]:
        """Return the gradients by the numbers that the leaves have in ``iteration``, which is of the same graph."""
        numbers = _paired(iteration, self.root)
        return {numbers[node]: gradient for node, gradient in self.gradients.items() if node in numbers}

    def release(self) -> None:
        """Let go of the graph; one that is deep is taken apart when the loss is gone."""
        nodes, self.nodes = self.nodes, []
        self.gradients.clear()
        self.leaves.clear()
        if len(nodes) > DEEP:
            nodes.sort(key=seniority)
            weakref.finalize(self.loss, _take_apart, nodes).atexit = False


def _paired(iteration: Iteration, root: GradFn) -> dict[GradFn, int]:
    """Return the numbers of the nodes below ``root``: both graphs are walked side by side."""
    if not iteration.roots:
        return {}
    found = {root: iteration.roots[-1]}
    stack = [root]
    while stack:
        node = stack.pop()
        following = iteration.nodes[found[node]].next
        for (receiver, _), (number, _) in zip(node.next_functions, following, strict=False):
            if receiver is not None and number is not None and receiver not in found:
                found[receiver] = number
                stack.append(receiver)
    return found


_left: list[list[GradFn]] = []
"""Graphs that nobody can take apart any more, because Python is ending."""


def _take_apart(nodes: list[GradFn]) -> None:
    """Let go of ``nodes``, the last one first, once the tensor is gone whose end is just being told."""
    try:
        threading.Thread(target=_pop_soon, args=(nodes,), daemon=True).start()
    except RuntimeError:
        _left.append(nodes)


def _pop_soon(nodes: list[GradFn]) -> None:
    time.sleep(_SOON)
    while nodes:
        nodes.pop()


def with_leaves(iteration: Iteration, gradients: Mapping[int, TensorSummary | None]) -> Iteration:
    """Return ``iteration`` with an event for each leaf: when the last node that sends to it has run, as in the engine.

    ``grad`` is what would be added to ``.grad``, which no pass has changed.
    """
    seen = {event.node for event in iteration.backward}
    gradients = {number: gradient for number, gradient in gradients.items() if number not in seen}
    call = max((event.call for event in iteration.backward), default=0)
    last: dict[int, int] = {}
    for at, event in enumerate(iteration.backward):
        last.update((number, at) for number, _ in iteration.nodes[event.node].next if number is not None)
    after: dict[int, list[BackwardEvent]] = defaultdict(list)
    for number, gradient in gradients.items():
        after[last.get(number, -1)].append(BackwardEvent(number, (gradient,), (), gradient, call))
    events = [*after[-1]]
    for at, event in enumerate(iteration.backward):
        events += [event, *sorted(after[at], key=lambda leaf: _port(iteration, event, leaf))]
    return msgspec.structs.replace(iteration, backward=tuple(events))


def _port(iteration: Iteration, sender: BackwardEvent, leaf: BackwardEvent) -> int:
    return [number for number, _ in iteration.nodes[sender.node].next].index(leaf.node)


def variables_of(leaves: Mapping[str, torch.Tensor]) -> dict[str, Variable]:
    """Return what ``leaves`` and their ``.grad`` hold now."""
    with unseen():
        return {
            name: Variable(leaf.requires_grad, True, summary_of(leaf), _maybe(leaf.grad))
            for name, leaf in leaves.items()
            if is_leaf(leaf)
        }


def _maybe(tensor: torch.Tensor | None) -> TensorSummary | None:
    return None if tensor is None else summary_of(tensor)
