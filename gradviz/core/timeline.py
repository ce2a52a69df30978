"""What has happened at each position of an iteration: which node is computed, which gradients have arrived."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from gradviz.core.finite import not_finite
from gradviz.core.graph import EdgeKey, Graph, GraphNode, NodeKind, grad_key, node_of
from gradviz.core.trace import BackwardEvent, Event, ForwardEvent, Iteration, UpdateEvent


class Phase(StrEnum):
    """What an event of an iteration can be, in the usual order."""

    FORWARD = "forward"
    BACKWARD = "backward"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of an iteration: ``count`` events from the position ``first`` on, all of one phase.

    ``call`` is the number of the backward call, for a piece of that phase.
    """

    phase: Phase
    first: int
    count: int
    call: int | None = None

    @property
    def end(self) -> int:
        """The position after its last event."""
        return self.first + self.count


@dataclass(frozen=True, slots=True)
class NodeTimes:
    """Positions from which on something is true of a node; ``ran`` are the positions after each of its backward events.

    ``arrivals`` are the positions at which a gradient arrived from a consumer, in increasing order.
    """

    computed: int = 0
    ran: tuple[int, ...] = ()
    arrivals: tuple[int, ...] = ()
    updated: tuple[int, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """The events of an iteration in order. Position ``p`` means that the first ``p`` of them have happened."""

    iteration: Iteration
    graph: Graph = field(repr=False)

    def __len__(self) -> int:
        return len(self.events)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Forward, backward, update; after a backward call more of them may follow."""
        return self.iteration.events

    @cached_property
    def leaves(self) -> dict[str, GraphNode]:
        """The leaves of the graph by their keys: there are few of them, and every position asks for them."""
        nodes = ((key, data["node"]) for key, data in self.graph.nodes(data=True))
        return {key: node for key, node in nodes if node.kind is NodeKind.LEAF}

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The events in pieces: a piece ends where the phase changes, or another backward call begins."""
        found: list[Stretch] = []
        first = 0
        kinds = [self._kind(event) for event in self.events]
        for end in range(1, len(kinds) + 1):
            if end == len(kinds) or kinds[end] != kinds[first]:
                phase, call = kinds[first]
                found.append(Stretch(phase, first, end - first, call))
                first = end
        return tuple(found)

    def _kind(self, event: Event) -> tuple[Phase, int | None]:
        if isinstance(event, BackwardEvent):
            return Phase.BACKWARD, self.outer_call(event.call)
        return (Phase.FORWARD if isinstance(event, ForwardEvent) else Phase.UPDATE), None

    def outer_call(self, call: int) -> int:
        """Return the backward call of the program that ``call`` runs inside of: itself, unless a node started it."""
        calls = self.iteration.calls
        while 0 < call < len(calls) and calls[call].node is not None:
            call -= 1
        return call

    @cached_property
    def passes(self) -> tuple[Stretch, ...]:
        """The backward calls in which nodes ran."""
        return tuple(stretch for stretch in self.stretches if stretch.phase is Phase.BACKWARD)

    def prepare(self) -> None:
        """Make what is made once and kept. It takes a while: for a thread in which nobody waits."""
        _ = self.times, self.changing, self.leaves, self.loss_position, self._ends, self._pass_starts, self.not_finite

    @cached_property
    def not_finite(self) -> tuple[int, ...]:
        """The numbers of the events that made or moved values of which some are NaN or infinite."""
        return not_finite(self.events, self.iteration.tensors)

    @cached_property
    def _ends(self) -> list[int]:
        return [stretch.end for stretch in self.stretches]

    def stretch_at(self, position: int) -> Stretch | None:
        """Return the piece of the event that leads to ``position``; at 0 the first one."""
        return self.stretches[bisect_left(self._ends, max(position, 1))] if self.stretches else None

    def pass_at(self, position: int) -> Stretch | None:
        """Return the backward call that runs at ``position``, or else the latest one; before all of them the first."""
        begun = bisect_left(self._pass_starts, position)
        return self.passes[max(begun - 1, 0)] if self.passes else None

    @cached_property
    def _pass_starts(self) -> list[int]:
        return [stretch.first for stretch in self.passes]

    @cached_property
    def loss_position(self) -> int:
        """The position before the first backward event: the loss is there. Without one, the end of the forward pass."""
        return self.passes[0].first if self.passes else len(self.iteration.forward)

    @cached_property
    def root_position(self) -> int:
        """The position at which the loss was computed: ops between it and the backward pass only look, as ``item``."""
        iteration, calls = self.iteration, self.iteration.calls
        roots = (calls[0].roots if calls else ()) or iteration.roots
        made = [iteration.nodes[root].event for root in roots if root < len(iteration.nodes)]
        last = max((number for number in made if number is not None), default=None)
        if not self.passes or last is None:
            return self.loss_position
        event = iteration.forward[last]
        before = self.events[: self.loss_position]
        return next((number for number, one in enumerate(before, 1) if one is event), self.loss_position)

    @property
    def backward_end(self) -> int:
        """The position at which the last backward pass is complete."""
        return self.passes[-1].end if self.passes else self.loss_position

    def event_at(self, position: int) -> Event | None:
        """Return the event that leads to ``position``; at 0 nothing has happened yet."""
        return self.events[position - 1] if 0 < position <= len(self) else None

    def phase_at(self, position: int) -> Phase:
        """Return the phase of the event that leads to ``position``; at 0 it is the forward phase."""
        stretch = self.stretch_at(position) if position > 0 else None
        return Phase.FORWARD if stretch is None else stretch.phase

    def clamp(self, position: int) -> int:
        """Return the position of this timeline that is nearest to ``position``."""
        return max(0, min(position, len(self)))

    def line_at(self, position: int) -> int | None:
        """Return the source line of the event that leads to ``position``."""
        event = self.event_at(position)
        if isinstance(event, BackwardEvent):
            return self.iteration.nodes[event.node].line
        return None if event is None else event.line

    def next_line(self, position: int, step: int) -> int:
        """Return the next position in the direction of ``step`` (1 or -1) whose source line is another one."""
        line = self.line_at(position)
        here = self.clamp(position + step)
        while 0 < here < len(self) and self.line_at(here) == line:
            here += step
        return here

    def backward_event(self, node: int, position: int) -> BackwardEvent | None:
        """Return the last backward event of ``node`` at or before ``position``."""
        times = self.times[grad_key(node)]
        count = bisect_right(times.ran, position)
        event = self.event_at(times.ran[count - 1]) if count else None
        return event if isinstance(event, BackwardEvent) else None

    def event_of_pass(self, node: int, position: int) -> BackwardEvent | None:
        """Return the last event of ``node`` in the backward call at hand: what an earlier call did is no part of it."""
        event, here = self.backward_event(node, position), self.pass_at(position)
        return event if event is not None and here is not None and self.outer_call(event.call) == here.call else None

    def update_event(self, key: str, position: int) -> UpdateEvent | None:
        """Return the last update of the leaf ``key`` at or before ``position``."""
        times = self.times[key]
        count = bisect_right(times.updated, position)
        event = self.event_at(times.updated[count - 1]) if count else None
        return event if isinstance(event, UpdateEvent) else None

    @cached_property
    def times(self) -> dict[str, NodeTimes]:
        """What happens to every node of the graph, and when."""
        ran: dict[str, list[int]] = {}
        updated: dict[str, list[int]] = {}
        for position, event in enumerate(self.events, start=1):
            if isinstance(event, BackwardEvent):
                ran.setdefault(grad_key(event.node), []).append(position)
            elif isinstance(event, UpdateEvent) and event.node is not None:
                updated.setdefault(grad_key(event.node), []).append(position)
        arrivals = self._arrivals(ran)
        return {
            key: NodeTimes(
                computed=self._computed(key),
                ran=tuple(ran.get(key, ())),
                arrivals=tuple(arrivals.get(key, ())),
                updated=tuple(updated.get(key, ())),
            )
            for key in self.graph
        }

    @cached_property
    def changing(self) -> dict[int, tuple[str, ...]]:
        """By position, the nodes of which something is true from there on that was not before."""
        changing: dict[int, list[str]] = {}
        for key, times in self.times.items():
            for position in {times.computed, *times.ran, *times.arrivals, *times.updated}:
                changing.setdefault(position, []).append(key)
        return {position: tuple(keys) for position, keys in changing.items()}

    @cached_property
    def forward_positions(self) -> tuple[int, ...]:
        """The position after each forward event, by its index."""
        return tuple(p for p, event in enumerate(self.events, start=1) if isinstance(event, ForwardEvent))

    def _computed(self, key: str) -> int:
        node = node_of(self.graph, key)
        known = self._made(key)
        if known is not None:
            return known
        if node.kind is NodeKind.GRAD_FN:
            # Its op was not seen (made inside a library call or before recording): it exists once its consumers do.
            return min((self._made(target) or 0 for target in self.graph.successors(key)), default=0)
        return 0

    def _made(self, key: str) -> int | None:
        """Return the position from which on a node exists, if it is known what made it."""
        node = node_of(self.graph, key)
        if node.event is not None:
            return self.forward_positions[node.event]
        if node.kind is not NodeKind.GRAD_FN or node.made_by is None:
            return None
        call = node.made_by
        return self._runs.get((call, node.maker), self._call_ends.get(call))

    @cached_property
    def _runs(self) -> dict[tuple[int, int | None], int]:
        """The positions after the backward events, by call and node."""
        positions: dict[tuple[int, int | None], int] = {}
        for position, event in enumerate(self.events, start=1):
            if isinstance(event, BackwardEvent):
                positions[event.call, event.node] = position
        return positions

    @cached_property
    def _call_ends(self) -> dict[int, int]:
        return {event.call: p for p, event in enumerate(self.events, start=1) if isinstance(event, BackwardEvent)}

    def _arrivals(self, ran: dict[str, list[int]]) -> dict[str, list[int]]:
        arrivals: dict[str, list[int]] = {}
        for source, target, _ in self.graph.edges(keys=True):
            if source in ran:
                arrivals.setdefault(source, []).extend(ran.get(target, ()))
        return {key: sorted(positions) for key, positions in arrivals.items()}

    def touched_edges(self, position: int) -> tuple[EdgeKey, ...]:
        """Return the edges along which the event that leads to ``position`` moved a value or a gradient."""
        event = self.event_at(position)
        if isinstance(event, BackwardEvent):
            target = grad_key(event.node)
            grads = event.grad_inputs
            return tuple(
                (source, target, port)
                for source, _, port in self.graph.in_edges(target, keys=True)
                if port < len(grads) and grads[port] is not None
            )
        if isinstance(event, ForwardEvent):
            return tuple(edge for key in self.touched_nodes(position) for edge in self.graph.in_edges(key, keys=True))
        return ()

    def touched_nodes(self, position: int) -> tuple[str, ...]:
        """Return the nodes that the event that leads to ``position`` is about."""
        event = self.event_at(position)
        if isinstance(event, BackwardEvent):
            return (grad_key(event.node),)
        if isinstance(event, UpdateEvent):
            return () if event.node is None else (grad_key(event.node),)
        if isinstance(event, ForwardEvent):
            if event.nodes:
                return tuple(grad_key(node) for node in event.nodes)
            return (f"e{bisect_left(self.forward_positions, position)}",)
        return ()
