"""Loops: which nodes of a graph belong to which iteration of a loop of the program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gradviz.core.graph import Graph, node_of
from gradviz.core.trace import Columns

LEAST = 3
"""So many rounds make a loop worth a name."""


class Round(NamedTuple):
    """One round of a loop: the line where the loop's body begins, the module call around it, and its number from 0."""

    line: int
    scope: str
    number: int


class _Place(NamedTuple):
    """Where an op stands in the program."""

    line: int
    columns: Columns | None
    scope: str


def rounds(graph: Graph) -> dict[int, Round]:
    """Return the round in which each forward event ran, for events that ran in a loop.

    A loop is seen by its traces only: the same places of the program were visited again and again, one round after
    the other. Of nested loops the outer one counts; each place may be visited several times in a round.
    """
    visits = _visits(graph)
    found: dict[int, Round] = {}
    starts = sorted((events[0], place) for place, events in visits.items() if len(events) >= LEAST)
    for first, place in starts:
        if first in found:
            continue
        limits = [*visits[place], max(events[-1] for events in visits.values()) + 1]
        body = [other for event, other in starts if event not in found and _is_inside(visits[other], limits)]
        scope = _common([other.scope for other in body])
        for other in body:
            each = len(visits[other]) // len(visits[place])
            for i, event in enumerate(visits[other]):
                found[event] = Round(place.line, scope, i // each)
    return found


def _visits(graph: Graph) -> dict[_Place, list[int]]:
    """The forward events at each place of the program, in the order in which they ran."""
    seen: dict[int, _Place] = {}
    for key in graph:
        node = node_of(graph, key)
        if node.event is not None and node.line is not None:
            seen.setdefault(node.event, _Place(node.line, node.columns, node.scope))
    visits: dict[_Place, list[int]] = {}
    for event in sorted(seen):
        visits.setdefault(seen[event], []).append(event)
    return visits


def _is_inside(visits: list[int], limits: list[int]) -> bool:
    """Whether a place is visited equally often in each of the rounds between ``limits``."""
    each, rest = divmod(len(visits), len(limits) - 1)
    if rest:
        return False
    return all(limits[i // each] <= event < limits[i // each + 1] for i, event in enumerate(visits))


def _common(scopes: list[str]) -> str:
    """The innermost module call around all of them."""
    return ".".join(_shared([scope.split(".") if scope else [] for scope in scopes]))


def _shared(paths: list[list[str]]) -> Iterator[str]:
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            return
        yield steps[0]
