"""The ways through a graph: from a node to the loss and to the leaves, and what the gradient of a node passes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from gradviz.core.graph import EdgeKey, Graph, NodeKind, node_of

_RECORDED = (NodeKind.GRAD_FN, NodeKind.LEAF)
_SOURCES = (NodeKind.LEAF, NodeKind.INPUT)


class Routes(NamedTuple):
    """Nodes and edges on the ways through a node. ``below`` and ``above`` count the nodes towards loss and leaves."""

    nodes: frozenset[str]
    edges: frozenset[EdgeKey]
    below: int
    above: int


def routes_through(graph: Graph, key: str) -> Routes:
    """Return every way from ``key`` to a root, and every way to a leaf.

    For what autograd recorded these are ways of gradients. Through an input, or an op that was not recorded, no
    gradient runs: there they are the ways of its value.
    """
    ways = _Ways(graph, only_recorded=_is_recorded(graph, key))
    below, above = ways.towards_roots(key), ways.towards_sources(key)
    edges = ways.edges_within(below | {key}) | ways.edges_within(above | {key})
    return Routes(frozenset({key} | below | above), frozenset(edges), len(below), len(above))


def passed(graph: Graph, key: str) -> frozenset[str]:
    """Return the nodes that the gradient of ``key`` passes on its way from the roots, itself included.

    That is nothing where no gradient comes: it is not recorded, or the loss does not depend on it.
    """
    if not _is_recorded(graph, key):
        return frozenset()
    below = _Ways(graph, only_recorded=True).towards_roots(key)
    return frozenset(below | {key}) if below or node_of(graph, key).is_root else frozenset()


def _is_recorded(graph: Graph, key: str) -> bool:
    return node_of(graph, key).kind in _RECORDED


class _Ways:
    """The edges along which one can go, as plain dictionaries: networkx's views of a part are ten times slower."""

    def __init__(self, graph: Graph, *, only_recorded: bool) -> None:
        nodes = {key: node_of(graph, key) for key in graph}
        self._nodes = {key: node for key, node in nodes.items() if not only_recorded or node.kind in _RECORDED}
        self._down: dict[str, dict[str, Any]] = {
            key: {other: ports for other, ports in others.items() if other in self._nodes}
            for key, others in graph.adjacency()
            if key in self._nodes
        }
        self._up: dict[str, list[str]] = {key: [] for key in self._nodes}
        for key, others in self._down.items():
            for other in others:
                self._up[other].append(key)

    def towards_roots(self, key: str) -> set[str]:
        """Return what lies on the ways from ``key`` to the roots, without itself."""
        roots = [other for other, node in self._nodes.items() if node.is_root]
        return (_reached(self._down, [key]) & _reached(self._up, roots)) - {key}

    def towards_sources(self, key: str) -> set[str]:
        """Return what lies on the ways from ``key`` to leaves and inputs, without itself."""
        sources = [other for other, node in self._nodes.items() if node.kind in _SOURCES]
        return (_reached(self._up, [key]) & _reached(self._down, sources)) - {key}

    def edges_within(self, keys: set[str]) -> set[EdgeKey]:
        """Return the edges between these nodes."""
        return {
            (key, other, port)
            for key in keys
            for other, ports in self._down[key].items()
            if other in keys
            for port in ports
        }


def _reached(neighbours: Mapping[str, Iterable[str]], start: Iterable[str]) -> set[str]:
    """Return what can be reached from one of several nodes, these included."""
    found = set(start)
    waiting = list(found)
    while waiting:
        new = [node for node in neighbours[waiting.pop()] if node not in found]
        found.update(new)
        waiting += new
    return found
