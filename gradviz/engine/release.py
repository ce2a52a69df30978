"""Let go of a graph without exhausting the stack."""

from __future__ import annotations

from torch.autograd.graph import Node as GradFn

from gradviz.engine.internals import is_accumulate, sequence_number_of
from gradviz.engine.record import IterationRecord


def release(record: IterationRecord) -> None:
    """Let go of the graph of ``record``, the nodes next to the root first.

    A node that Python has touched is destroyed together with what hangs below it, recursively: a deep graph would
    exhaust the stack if its root went first.
    """
    nodes = sorted(record.nodes(), key=seniority)
    record.tensors.release()
    record.captures.drop()
    for op in record.ops:
        op.made = ()
    for held in (record.roots, record.backward, record.saved, record.leaves, record.passes, record.gradients):
        held.clear()
    record.reached.clear()
    record.inside.clear()
    for kept in (record.constants, record.registered, record.hooked, record.fired, record.graph, record.order):
        kept.clear()
    while nodes:
        nodes.pop()


def seniority(node: GradFn) -> int:
    """Return what to sort nodes by, so that those made last come last."""
    return -1 if is_accumulate(node) else sequence_number_of(node)
