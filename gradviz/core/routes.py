"""The ways through a graph: from a node to the loss and to the leaves, and what the gradient of a node passes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import networkx as nx

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
    part = _ways_of_gradients(graph) if _is_recorded(graph, key) else graph
    below = _towards_roots(part, key)
    sources = [node for node in part if node_of(graph, node).kind in _SOURCES]
    above = nx.ancestors(part, key) & _reached(part, sources, forward=True)
    edges = frozenset(edge for side in (below | {key}, above | {key}) for edge in part.subgraph(side).edges(keys=True))
    return Routes(frozenset({key} | below | above), edges, len(below), len(above))


def passed(graph: Graph, key: str) -> frozenset[str]:
    """Return the nodes that the gradient of ``key`` passes on its way from the roots, itself included.

    That is nothing where no gradient comes: it is not recorded, or the loss does not depend on it.
    """
    if not _is_recorded(graph, key):
        return frozenset()
    below = _towards_roots(_ways_of_gradients(graph), key)
    return frozenset(below | {key}) if below or node_of(graph, key).is_root else frozenset()


def _is_recorded(graph: Graph, key: str) -> bool:
    return node_of(graph, key).kind in _RECORDED


def _ways_of_gradients(graph: Graph) -> Graph:
    part: Graph = graph.subgraph([key for key in graph if _is_recorded(graph, key)])
    return part


def _towards_roots(part: Graph, key: str) -> set[str]:
    roots = [node for node in part if node_of(part, node).is_root]
    return nx.descendants(part, key) & _reached(part, roots, forward=False)


def _reached(part: Graph, start: Iterable[str], *, forward: bool) -> set[str]:
    """Return what can be reached from one of several nodes, these included."""
    neighbours = part.succ if forward else part.pred
    found = set(start)
    waiting = list(found)
    while waiting:
        new = [node for node in neighbours[waiting.pop()] if node not in found]
        found.update(new)
        waiting += new
    return found
