"""How long ops and nodes took while they were recorded."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from gradviz.core.graph import node_of
from gradviz.core.timeline import Timeline
from gradviz.core.trace import BackwardEvent, Iteration


class Spent(NamedTuple):
    """Nanoseconds of an op and of its node, all backward calls together; ``None``: it has not run, or nobody measured.

    ``is_launch``: it ran on a device that works by itself, and only starting it was measured.
    """

    forward: int | None
    backward: int | None
    is_launch: bool = False

    @property
    def total(self) -> int | None:
        """Both together."""
        known = [part for part in (self.forward, self.backward) if part is not None]
        return sum(known) if known else None


def spent_at(timeline: Timeline, key: str, position: int) -> Spent:
    """Return what ``position`` knows of a node. An op that made several nodes counts at the last, its own."""
    node, times, iteration = node_of(timeline.graph, key), timeline.times[key], timeline.iteration
    forward = None
    if node.event is not None and position >= times.computed:
        event = iteration.forward[node.event]
        forward = event.nanoseconds if not event.nodes or event.nodes[-1] == node.id else None
    ran = (timeline.event_at(moment) for moment in times.ran[: bisect_right(times.ran, position)])
    known = [e.nanoseconds for e in ran if isinstance(e, BackwardEvent) and e.nanoseconds is not None]
    value = iteration.tensors.get(node.tensor or "")
    is_launch = value is not None and not value.device.startswith("cpu")
    return Spent(forward, sum(known) if known else None, is_launch)


def totals(iteration: Iteration) -> Iterator[int]:
    """Yield for each op, with its node, how long it took altogether."""
    backward: dict[int, int] = defaultdict(int)
    for event in iteration.backward:
        if event.nanoseconds is not None:
            backward[event.node] += event.nanoseconds
    for op in iteration.forward:
        if op.nanoseconds is not None:
            yield op.nanoseconds + (backward.pop(op.nodes[-1], 0) if op.nodes else 0)
    yield from backward.values()


class PhaseTimes(NamedTuple):
    """Nanoseconds of all ops, and of all nodes, of an iteration; ``None``: nobody measured."""

    forward: int | None
    backward: int | None


def phase_times(iteration: Iteration) -> PhaseTimes:
    """Return how long the ops and the nodes of ``iteration`` took together."""
    parts = (iteration.forward, iteration.backward)
    known = [[event.nanoseconds for event in events if event.nanoseconds is not None] for events in parts]
    forward, backward = (sum(part) if part else None for part in known)
    return PhaseTimes(forward, backward)
