"""The complete picture at one position: every panel shows the same frame."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from gradviz.core.graph import EdgeKey, GraphNode, node_of
from gradviz.core.tensor import TensorSummary
from gradviz.core.timeline import NodeTimes, Phase, Timeline
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


def frame(timeline: Timeline, position: int) -> Frame:
    """Return the picture of ``timeline`` at ``position``, which is clamped to what there is."""
    position = timeline.clamp(position)
    event = timeline.event_at(position)
    current = timeline.touched_nodes(position)
    line, columns = _place(timeline, event)
    return Frame(
        position=position,
        total=len(timeline),
        phase=timeline.phase_at(position),
        event=event,
        nodes={key: _node_frame(timeline, key, times, position, current) for key, times in timeline.times.items()},
        edges=_gradients_on_edges(timeline, position),
        current=current,
        moving=timeline.touched_edges(position),
        line=line,
        columns=columns,
    )


def _place(timeline: Timeline, event: Event | None) -> tuple[int | None, Columns | None]:
    if event is None:
        return None, None
    if isinstance(event, BackwardEvent):
        node = timeline.iteration.nodes[event.node]
        return node.line, node.columns
    return event.line, event.columns


def _node_frame(timeline: Timeline, key: str, times: NodeTimes, position: int, current: tuple[str, ...]) -> NodeFrame:
    if position < times.computed:
        return NodeFrame(NodeState.PENDING)
    node = node_of(timeline.graph, key)
    ran = bisect_right(times.ran, position)
    arrived, expected = _counts(times, position)
    return NodeFrame(
        state=_state(key in current, times, position, ran, arrived),
        value=_value(timeline, node, position),
        gradient=_gradient(timeline, node, position),
        arrived=arrived,
        expected=expected,
    )


def _counts(times: NodeTimes, position: int) -> tuple[int, int]:
    """Return how many gradients have arrived for the node's next (or last) backward event, and how many will.

    After a backward call the count starts again for the next one, which may come from fewer or more consumers.
    """
    if not times.ran:
        return 0, 0
    call = min(bisect_left(times.ran, position), len(times.ran) - 1)
    first = bisect_right(times.arrivals, times.ran[call - 1]) if call else 0
    end = bisect_right(times.arrivals, times.ran[call])
    return min(bisect_right(times.arrivals, position), end) - first, end - first


def _state(is_current: bool, times: NodeTimes, position: int, ran: int, arrived: int) -> NodeState:
    if is_current:
        return NodeState.RUNNING
    if bisect_right(times.updated, position):
        return NodeState.UPDATED
    if ran:
        return NodeState.DONE
    return NodeState.WAITING if arrived else NodeState.COMPUTED


def _value(timeline: Timeline, node: GraphNode, position: int) -> TensorSummary | None:
    update = timeline.update_event(node.key, position)
    if update is not None:
        return update.after
    return None if node.tensor is None else timeline.iteration.tensors.get(node.tensor)


def _gradient(timeline: Timeline, node: GraphNode, position: int) -> TensorSummary | None:
    event = None if node.id is None else timeline.backward_event(node.id, position)
    if event is None:
        return None
    if event.grad is not None:
        return event.grad
    return next((grad for grad in event.grad_outputs if grad is not None), None)


def _gradients_on_edges(timeline: Timeline, position: int) -> dict[EdgeKey, TensorSummary]:
    edges: dict[EdgeKey, TensorSummary] = {}
    for source, target, port in timeline.graph.edges(keys=True):
        times = timeline.times[target]
        if not times.ran or times.ran[0] > position:
            continue
        node = node_of(timeline.graph, target)
        event = None if node.id is None else timeline.backward_event(node.id, position)
        if event is None or port >= len(event.grad_inputs):
            continue
        grad = event.grad_inputs[port]
        if grad is not None:
            edges[source, target, port] = grad
    return edges
