"""The complete picture at one position: every panel shows the same frame."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from gradviz.core.graph import EdgeKey, GraphNode, NodeKind, node_of
from gradviz.core.spent import spent_at
from gradviz.core.tensor import TensorSummary
from gradviz.core.timeline import NodeTimes, Phase, Stretch, Timeline
from gradviz.core.trace import BackwardEvent, Columns, Event


class NodeState(StrEnum):
    """How far a node has come."""

    PENDING = "pending"
    """Not yet run."""
    COMPUTED = "computed"
    """Its value is there."""
    WAITING = "waiting"
    """Some of the gradients it waits for have arrived."""
    RUNNING = "running"
    """The current event is about it."""
    DONE = "done"
    """Its gradient is there."""
    UPDATED = "updated"
    """A leaf with its new value."""


class Flow(NamedTuple):
    """Norms of the gradients that came into a collapsed scope and that left it, each taken together; ``None``: none."""

    entered: float | None
    left: float | None


@dataclass(frozen=True, slots=True)
class NodeFrame:
    """A node at the frame's position: ``arrived`` of ``expected`` gradients are there.

    ``gradient`` is what arrived (the sum, for a node with several consumers); for a leaf, its ``.grad``. ``flow`` is
    for boxes.
    """

    state: NodeState
    value: TensorSummary | None = None
    gradient: TensorSummary | None = None
    arrived: int = 0
    expected: int = 0
    flow: Flow | None = None
    nanoseconds: int | None = None
    """How long its op and its node have taken so far; ``None`` where nobody measured."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The picture at ``position`` of ``total``; ``edges`` holds the gradients that have run along an edge so far."""

    position: int
    total: int
    phase: Phase
    event: Event | None
    nodes: dict[str, NodeFrame] = field(repr=False)
    edges: dict[EdgeKey, TensorSummary] = field(repr=False)
    current: tuple[str, ...] = ()
    moving: tuple[EdgeKey, ...] = ()
    line: int | None = None
    columns: Columns | None = None


def frame(timeline: Timeline, position: int, before: Frame | None = None) -> Frame:
    """Return the picture of ``timeline`` at ``position``, which is clamped to what there is.

    ``before`` is another frame of the same timeline: what is the same in both is taken from it.
    """
    position = timeline.clamp(position)
    event = timeline.event_at(position)
    current = timeline.touched_nodes(position)
    line, columns = _place(timeline, event)
    here = timeline.pass_at(position)
    changed = None if before is None else _changed(timeline, position, before)
    if before is None or changed is None:
        nodes = {key: _node_frame(timeline, key, position, here, current) for key in timeline.times}
        edges = _gradients_on_edges(timeline, timeline.graph.edges(keys=True), position, here)
    else:
        nodes = before.nodes | {key: _node_frame(timeline, key, position, here, current) for key in changed}
        reached = list(timeline.graph.in_edges(changed, keys=True))
        edges = dict(before.edges)
        for edge in reached:
            edges.pop(edge, None)
        edges |= _gradients_on_edges(timeline, reached, position, here)
    return Frame(
        position=position,
        total=len(timeline),
        phase=timeline.phase_at(position),
        event=event,
        nodes=nodes,
        edges=edges,
        current=current,
        moving=timeline.touched_edges(position),
        line=line,
        columns=columns,
    )


_FAR = 64
"""Positions; between frames that are further apart most of the picture changes."""


def _changed(timeline: Timeline, position: int, before: Frame) -> set[str] | None:
    """Return the nodes that may look different than ``before``; ``None``: it is simpler to begin anew."""
    first, last = sorted((position, before.position))
    if last - first > _FAR or timeline.pass_at(first) is not timeline.pass_at(last):
        return None
    # A node that has run counts on at the position after: there its next turn begins.
    changing = timeline.changing
    touched = {key for moment in range(max(first - 1, 0), last + 1) for key in changing.get(moment, ())}
    return touched.union(before.current, timeline.touched_nodes(position)) & timeline.times.keys()


def _place(timeline: Timeline, event: Event | None) -> tuple[int | None, Columns | None]:
    if event is None:
        return None, None
    if isinstance(event, BackwardEvent):
        node = timeline.iteration.nodes[event.node]
        return node.line, node.columns
    return event.line, event.columns


def _node_frame(
    timeline: Timeline, key: str, position: int, here: Stretch | None, current: tuple[str, ...]
) -> NodeFrame:
    times = timeline.times[key]
    if position < times.computed:
        return _NOTHING
    node = node_of(timeline.graph, key)
    arrived, expected = (0, 0) if here is None or not times.ran else _counts(times, position, here)
    return NodeFrame(
        state=NodeState.RUNNING if key in current else _state(times, position, here, node.kind is NodeKind.LEAF),
        value=_value(timeline, node, times, position),
        gradient=_gradient(timeline, times, position, here, node.kind is NodeKind.LEAF),
        arrived=arrived,
        expected=expected,
        nanoseconds=spent_at(timeline, key, position).total,
    )


_NOTHING = NodeFrame(NodeState.PENDING)


def _counts(times: NodeTimes, position: int, here: Stretch) -> tuple[int, int]:
    """Return how many gradients have arrived for the node in the backward call at hand, and how many will.

    Each call counts on its own: another one may come from fewer or more consumers. A node that runs several times in
    one call (a pass inside of it) counts for each time.
    """
    ran = times.ran[bisect_right(times.ran, here.first) : bisect_right(times.ran, here.end)]
    if not ran:
        return 0, 0
    turn = min(bisect_left(ran, position), len(ran) - 1)
    first = bisect_right(times.arrivals, ran[turn - 1] if turn else here.first)
    end = bisect_right(times.arrivals, ran[turn])
    return max(min(bisect_right(times.arrivals, position), end) - first, 0), end - first


def _state(times: NodeTimes, position: int, here: Stretch | None, is_leaf: bool) -> NodeState:
    """Return how far a node has come: a leaf keeps its gradient and its update, all others start anew in each call."""
    if not (times.arrivals or times.ran or times.updated):
        return NodeState.COMPUTED
    begun = 0 if here is None else here.first
    ran, arrived = _latest(times.ran, position), _latest(times.arrivals, position)
    updated = _latest(times.updated, position)
    if updated > max(ran, arrived):
        return NodeState.UPDATED
    if arrived > max(ran, begun) and times.ran and times.ran[-1] > position:
        return NodeState.WAITING
    if ran > (0 if is_leaf else begun):
        return NodeState.DONE
    return NodeState.WAITING if arrived > begun else NodeState.COMPUTED


def _latest(moments: tuple[int, ...], position: int) -> int:
    """Return the last of ``moments`` that is not after ``position``; 0 if there is none."""
    count = bisect_right(moments, position)
    return moments[count - 1] if count else 0


def _value(timeline: Timeline, node: GraphNode, times: NodeTimes, position: int) -> TensorSummary | None:
    update = timeline.update_event(node.key, position) if times.updated else None
    if update is not None:
        return update.after
    return None if node.tensor is None else timeline.iteration.tensors.get(node.tensor)


def _gradient(
    timeline: Timeline, times: NodeTimes, position: int, here: Stretch | None, is_leaf: bool
) -> TensorSummary | None:
    """Return a leaf's ``.grad``, or what arrived at another node in the backward call at hand."""
    event = _event(timeline, times, position, None if is_leaf else here)
    if event is None or event.grad is not None:
        return None if event is None else event.grad
    return next((grad for grad in event.grad_outputs if grad is not None), None)


def _event(timeline: Timeline, times: NodeTimes, position: int, here: Stretch | None) -> BackwardEvent | None:
    """Return a node's last backward event; where ``here`` is given, only if it belongs to that call."""
    ran = _latest(times.ran, position)
    event = timeline.event_at(ran) if ran > (0 if here is None else here.first) else None
    return event if isinstance(event, BackwardEvent) else None


def _gradients_on_edges(
    timeline: Timeline, among: Iterable[EdgeKey], position: int, here: Stretch | None
) -> dict[EdgeKey, TensorSummary]:
    edges: dict[EdgeKey, TensorSummary] = {}
    for source, target, port in among:
        times = timeline.times[target]
        if not times.ran or times.ran[0] > position:
            continue
        event = _event(timeline, times, position, here)
        if event is None or port >= len(event.grad_inputs):
            continue
        grad = event.grad_inputs[port]
        if grad is not None:
            edges[source, target, port] = grad
    return edges
