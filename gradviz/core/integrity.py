"""Whether the parts of a trace fit together: what a file holds may be of the right types and still make no sense."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from gradviz.core.graph import from_iteration
from gradviz.core.tensor import TensorSummary, matrix_shape, thumbnail_stride
from gradviz.core.trace import Iteration, Trace

_MOST_ELEMENTS = (1 << 63) - 1


def check(trace: Trace) -> None:
    """Check that every number and name in ``trace`` refers to something.

    Raises:
        ValueError: one does not; the text says which.
    """
    for iteration in trace.iterations:
        _check_numbers(iteration)
        _check_tensors(iteration)
        if not nx.is_directed_acyclic_graph(from_iteration(iteration)):
            raise ValueError("its graph runs in a circle")
    for variable in trace.variables.values():
        _check_summaries((variable.value, variable.grad))


def _check_numbers(iteration: Iteration) -> None:
    count = len(iteration.nodes)
    if [node.id for node in iteration.nodes] != list(range(count)):
        raise ValueError("its nodes are not numbered in order")
    nodes: list[int | None] = [*iteration.roots]
    nodes += [number for node in iteration.nodes for number, _ in node.next]
    nodes += [number for event in iteration.forward for number in event.nodes]
    nodes += [event.node for event in iteration.backward]
    nodes += [event.node for event in iteration.update]
    nodes += [node.maker for node in iteration.nodes]
    nodes += [number for call in iteration.calls for number in (call.node, *call.roots)]
    if not all(number is None or 0 <= number < count for number in nodes):
        raise ValueError("it speaks of a node that is not there")
    events = [node.event for node in iteration.nodes]
    if not all(event is None or 0 <= event < len(iteration.forward) for event in events):
        raise ValueError("it speaks of an event that is not there")


def _check_tensors(iteration: Iteration) -> None:
    saved = {tensor for node in iteration.nodes for tensor in node.saved.values()}
    if not saved <= iteration.tensors.keys():
        raise ValueError("it speaks of a tensor that is not there")
    _check_summaries(iteration.tensors.values())
    for event in iteration.backward:
        _check_summaries((*event.grad_outputs, *event.grad_inputs, event.grad))
        _check_summaries(summary for hook in event.hooks for summary in (hook.before, hook.after))
    for update in iteration.update:
        _check_summaries(update.summaries)


def _check_summaries(summaries: Iterable[TensorSummary | None]) -> None:
    for summary in summaries:
        if summary is not None:
            _check_summary(summary)


def _check_summary(summary: TensorSummary) -> None:
    if any(size < 0 for size in summary.shape) or summary.count > _MOST_ELEMENTS:
        raise ValueError("a tensor has an impossible size")
    if not 1 <= summary.coarse <= _MOST_ELEMENTS:
        raise ValueError("a thumbnail is made of impossible steps")
    if summary.values is not None and summary.values.shape != summary.shape:
        raise ValueError("a tensor's values have another shape")
    if summary.thumbnail is not None and summary.thumbnail.shape != _thumbnail_shape(summary):
        raise ValueError("a thumbnail has another shape")
    for held in (summary.values, summary.thumbnail):
        if held is not None and ("c" in held.dtype) != summary.is_complex:
            raise ValueError("a tensor's values are of another type")


def _thumbnail_shape(summary: TensorSummary) -> tuple[int, ...]:
    if not summary.shape or not summary.count:
        return (0, 0)
    rows, columns = matrix_shape(summary.shape)
    return (
        -(-rows // thumbnail_stride(rows, summary.coarse)),
        -(-columns // thumbnail_stride(columns, summary.coarse)),
    )
