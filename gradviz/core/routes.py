"""The ways through a graph: from a node to the loss and to the leaves, and what the gradient of a node passes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gradviz.core.graph import EdgeKey, Graph, GraphNode, NodeKind, node_of

_RECORDED = (NodeKind.GRAD_FN, NodeKind.LEAF)
_SOURCES = (NodeKind.LEAF, NodeKind.INPUT)

Flags = NDArray[np.bool_]


class Routes(NamedTuple):
    """Nodes and edges on the ways through a node, numbered as in `Ways`.

    ``below`` and ``above`` count the nodes towards loss and leaves.
    """

    nodes: Flags
    edges: Flags
    below: int
    above: int


class Ways:
    """Where one can go in a graph; made once, and then asked about many nodes. ``keys`` and ``edges`` have numbers."""

    def __init__(self, graph: Graph) -> None:
        self.keys: tuple[str, ...] = tuple(graph)
        self.number: dict[str, int] = {key: i for i, key in enumerate(self.keys)}
        # As `graph.edges` has them, which takes twice as long.
        self.edges: tuple[EdgeKey, ...] = tuple(
            (source, target, int(port))
            for source, others in graph.adjacency()
            for target, ports in others.items()
            for port in ports
        )
        self._nodes = [node_of(graph, key) for key in self.keys]
        self._sources = _numbers((self.number[source] for source, _, _ in self.edges), len(self.edges))
        self._targets = _numbers((self.number[target] for _, target, _ in self.edges), len(self.edges))
        self.is_leaf: Flags = np.array([node.kind is NodeKind.LEAF for node in self._nodes], np.bool_)

    def prepare(self) -> None:
        """Make what is made once and kept. It takes a while: for a thread in which nobody waits."""
        _ = self._of_gradients, self._of_values

    def through(self, key: str) -> Routes:
        """Return every way from ``key`` to a root, and every way to a leaf.

        For what autograd recorded these are ways of gradients. Through an input, or an op that was not recorded, no
        gradient runs: there they are the ways of its value.
        """
        start = self.number[key]
        ways = self._of_gradients if _is_recorded(self._nodes[start]) else self._of_values
        below, above = ways.towards_roots(start), ways.towards_sources(start)
        counts = int(below.sum()), int(above.sum())
        below[start] = above[start] = True
        edges = ways.is_open & (self._within(below) | self._within(above))
        return Routes(below | above, edges, *counts)

    def passed(self, key: str) -> frozenset[str]:
        """Return the nodes that the gradient of ``key`` passes on its way from the roots, itself included.

        That is nothing where no gradient comes: it is not recorded, or the loss does not depend on it.
        """
        start = self.number[key]
        if not _is_recorded(self._nodes[start]):
            return frozenset()
        below = np.flatnonzero(self._of_gradients.towards_roots(start)).tolist()
        is_passed = bool(below) or self._nodes[start].is_root
        return frozenset(self.keys[number] for number in (start, *below)) if is_passed else frozenset()

    def _within(self, nodes: Flags) -> Flags:
        """Return the edges between these nodes."""
        found: Flags = nodes[self._sources] & nodes[self._targets]
        return found

    @cached_property
    def _of_gradients(self) -> _Net:
        recorded = np.array([_is_recorded(node) for node in self._nodes], np.bool_)
        return _Net(self._nodes, (self._sources, self._targets), self._within(recorded), recorded)

    @cached_property
    def _of_values(self) -> _Net:
        everything = np.ones(len(self.keys), np.bool_)
        return _Net(self._nodes, (self._sources, self._targets), self._within(everything), everything)


class _Net:
    """The edges along which one can go, as plain lists: one goes from node to node in them.

    ``is_open`` tells which edges these are, ``held`` which nodes count.
    """

    def __init__(
        self,
        nodes: list[GraphNode],
        ends: tuple[NDArray[np.intp], NDArray[np.intp]],
        is_open: Flags,
        held: Flags,
    ) -> None:
        self.is_open = is_open
        self._down: list[list[int]] = [[] for _ in nodes]
        self._up: list[list[int]] = [[] for _ in nodes]
        for source, target in zip(ends[0][is_open].tolist(), ends[1][is_open].tolist(), strict=True):
            self._down[source].append(target)
            self._up[target].append(source)
        counted = np.flatnonzero(held).tolist()
        self._above_roots = _reached(self._up, [number for number in counted if nodes[number].is_root])
        self._below_sources = _reached(self._down, [number for number in counted if nodes[number].kind in _SOURCES])

    def towards_roots(self, start: int) -> Flags:
        """Return what lies on the ways from ``start`` to the roots, without itself."""
        found = _reached(self._down, [start]) & self._above_roots
        found[start] = False
        return found

    def towards_sources(self, start: int) -> Flags:
        """Return what lies on the ways from ``start`` to leaves and inputs, without itself."""
        found = _reached(self._up, [start]) & self._below_sources
        found[start] = False
        return found


def passed(graph: Graph, key: str) -> frozenset[str]:
    """Return the nodes that the gradient of ``key`` passes; see `Ways.passed`."""
    return Ways(graph).passed(key)


def _is_recorded(node: GraphNode) -> bool:
    return node.kind in _RECORDED


def _numbers(numbers: Iterable[int], count: int) -> NDArray[np.intp]:
    return np.fromiter(numbers, np.intp, count)


def _reached(neighbours: list[list[int]], start: list[int]) -> Flags:
    """Return what can be reached from one of several nodes, these included."""
    found = bytearray(len(neighbours))
    for node in start:
        found[node] = 1
    waiting = list(start)
    while waiting:
        for node in neighbours[waiting.pop()]:
            if not found[node]:
                found[node] = 1
                waiting.append(node)
    return np.frombuffer(found, np.bool_)
