"""One iteration, indexed for the questions of a diagnosis."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from gradviz.core.diagnose.model import Finding, Kind
from gradviz.core.graph import grad_key
from gradviz.core.tensor import TensorSummary
from gradviz.core.text import op_of
from gradviz.core.trace import BackwardEvent, Elsewhere, ForwardEvent, GradNode, Iteration, UpdateEvent

UNKNOWN = "?"


@dataclass(frozen=True)
class Place:
    """Where something is: an op or a node of the iteration, with its key in the graph and its position."""

    op: str
    key: str
    position: int
    line: int | None = None
    elsewhere: Elsewhere | None = None

    @property
    def at(self) -> str:
        """The line, as text; of another file with its name."""
        if self.elsewhere is not None:
            return f"{self.elsewhere[0]}:{self.elsewhere[1]}"
        return UNKNOWN if self.line is None else str(self.line)


@dataclass(frozen=True)
class Case:
    """An iteration with its indices."""

    iteration: Iteration

    @cached_property
    def producer(self) -> dict[str, int]:
        """By tensor, the first op that returned it."""
        found: dict[str, int] = {}
        for number, event in enumerate(self.iteration.forward):
            for tensor in event.outputs:
                found.setdefault(tensor, number)
        return found

    @cached_property
    def consumers(self) -> dict[str, list[int]]:
        """By tensor, the ops that take it."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, event in enumerate(self.iteration.forward):
            for tensor in dict.fromkeys(event.inputs):
                found[tensor].append(number)
        return found

    @cached_property
    def receivers(self) -> dict[int, list[int]]:
        """By node, the nodes whose gradient it receives."""
        found: dict[int, list[int]] = defaultdict(list)
        for node in self.iteration.nodes:
            for source in dict.fromkeys(source for source, _ in node.next if source is not None):
                found[source].append(node.id)
        return found

    @cached_property
    def ran(self) -> dict[int, BackwardEvent]:
        """By node, its last backward event."""
        return {event.node: event for event in self.iteration.backward}

    @cached_property
    def leaves(self) -> tuple[GradNode, ...]:
        """The leaves that have a name."""
        return tuple(node for node in self.iteration.nodes if node.is_leaf and node.variable)

    @cached_property
    def _positions(self) -> dict[int, int]:
        return {id(event): number for number, event in enumerate(self.iteration.events, start=1)}

    def tensor(self, name: str | None) -> TensorSummary | None:
        """Return what is known of a tensor."""
        return None if name is None else self.iteration.tensors.get(name)

    def known(self, names: tuple[str, ...]) -> list[TensorSummary]:
        """Return what is known of some tensors."""
        return [summary for summary in map(self.tensor, names) if summary is not None]

    def place_of(self, number: int) -> Place:
        """Return the place of a forward event."""
        event = self.iteration.forward[number]
        key = grad_key(event.nodes[-1]) if event.nodes else f"e{number}"
        return Place(event.op, key, self._positions[id(event)], event.line, event.elsewhere)

    def place_of_node(self, node: GradNode) -> Place:
        """Return the place of a node, at the position at which it has run."""
        event = self.ran.get(node.id)
        position = 0 if event is None else self._positions[id(event)]
        op = self.op_of(node)
        title = node.variable or "leaf" if node.is_leaf else op.op if op is not None else op_of(node.name)
        return Place(title, grad_key(node.id), position, node.line, node.elsewhere)

    def place_of_update(self, event: UpdateEvent) -> Place:
        """Return the place of an update: its leaf, at the position after it."""
        key = "" if event.node is None else grad_key(event.node)
        return Place(event.by, key, self._positions[id(event)], event.line, event.elsewhere)

    def op_of(self, node: GradNode) -> ForwardEvent | None:
        """Return the op whose own node this is."""
        event = None if node.event is None else self.iteration.forward[node.event]
        return event if event is not None and event.nodes[-1:] == (node.id,) else None

    def name_of(self, tensor: str) -> str:
        """Return what a person calls a tensor: its variable, or the op that made it with its line."""
        name = self.iteration.names.get(tensor)
        if name is not None:
            return name
        number = self.producer.get(tensor)
        return tensor if number is None else self.iteration.forward[number].op

    def found(self, kind: Kind, cause: str, phase: str, place: Place | None, **values: str) -> Finding:
        """Return a finding about this iteration at ``place``."""
        where = {} if place is None else {"op": place.op, "at": place.at}
        return Finding(
            kind,
            cause,
            phase,
            {**where, **values},
            variable=values.get("variable"),
            line=None if place is None else place.line,
            iteration=self.iteration.index,
            key=None if place is None else place.key or None,
            position=None if place is None else place.position,
        )


def is_zero(summary: TensorSummary | None) -> bool:
    """Return whether there are elements, and all of them are 0."""
    return summary is not None and summary.count > 0 and summary.min == 0 == summary.max


def what(summary: TensorSummary) -> str:
    """Return what is wrong with the values of a tensor."""
    if summary.nan:
        return "NaN"
    return "−∞" if summary.min == -math.inf else "∞"


def size(summary: TensorSummary) -> float:
    """Return the largest magnitude in a tensor; 0 where none is known."""
    return max(abs(summary.min or 0.0), abs(summary.max or 0.0))
