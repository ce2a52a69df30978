"""Collapse: the graph with some of its scopes as one box each. It stays free of cycles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import networkx as nx

from gradviz.core.graph import Box, EdgeKey, Graph, GraphNode, NodeKind, node_of
from gradviz.core.scopes import Path, label_of, path_of, repeats
from gradviz.core.tensor import TensorSummary

Group = tuple[str, int]
"""A collapsed scope and which of its boxes."""


@dataclass(frozen=True)
class Shown:
    """A graph as it is shown.

    ``holder`` tells in which node of ``graph`` a node of the whole graph is, ``edges`` which edge of the whole graph an
    edge that is shown stands for; chips count as what they stand for. Edges within a box are not shown.
    """

    graph: Graph = field(repr=False)
    holder: Mapping[str, str] = field(repr=False)
    edges: Mapping[EdgeKey, EdgeKey] = field(repr=False)

    def prepare(self) -> None:
        """Make what is made once and kept. It takes a while: for a thread in which nobody waits."""
        _ = self.boxes, self.drawn_of, self.boxes_of, self.edges_to

    @cached_property
    def boxes(self) -> dict[str, Box]:
        """The boxes by their keys."""
        nodes = ((key, data["node"].box) for key, data in self.graph.nodes(data=True))
        return {key: box for key, box in nodes if box}

    @cached_property
    def drawn_of(self) -> dict[str, list[str]]:
        """By node of the whole graph, what is shown of it alone: itself, and its chips."""
        found: dict[str, list[str]] = {}
        for key, data in self.graph.nodes(data=True):
            if not data["node"].box:
                found.setdefault(data["node"].of or key, []).append(key)
        return found

    @cached_property
    def boxes_of(self) -> dict[str, list[str]]:
        """By node of the whole graph, the boxes whose looks depend on it."""
        found: dict[str, list[str]] = {}
        for key, box in self.boxes.items():
            for member in {*box.members, *box.outputs, *box.feeders}:
                found.setdefault(member, []).append(key)
        return found

    @cached_property
    def edges_to(self) -> dict[str, list[tuple[EdgeKey, EdgeKey]]]:
        """By consumer in the whole graph, the edges that are shown with those that they stand for."""
        found: dict[str, list[tuple[EdgeKey, EdgeKey]]] = {}
        for drawn, real in self.edges.items():
            found.setdefault(real[1], []).append((drawn, real))
        return found


def collapse(
    graph: Graph, paths: Mapping[str, Path], collapsed: frozenset[str], tensors: Mapping[str, TensorSummary]
) -> Shown:
    """Return ``graph`` with a box for each of the scopes ``collapsed`` (of nested ones, the outer).

    A scope whose values leave it and come back would make a cycle as one box. Such a scope, a module that is called
    several times, gets several boxes: one for all that runs before the first return, one for what runs before the
    second, and so on. A scope of a single node is shown as this node.
    """
    groups = _grouped(graph, {key: label_of(paths[key], collapsed) for key in graph})
    members: dict[Group, list[str]] = defaultdict(list)
    for key in graph:
        if key in groups:
            members[groups[key]].append(key)
    calls: dict[str, int] = defaultdict(int)
    for scope, _ in members:
        calls[scope] += 1
    holder = {key: key for key in graph}
    boxes: dict[str, GraphNode] = {}
    for (scope, call), keys in members.items():
        if len(keys) > 1:
            key = box_key(scope, call)
            holder.update(dict.fromkeys(keys, key))
            times = repeats(graph, paths, scope) if calls[scope] == 1 else 1
            outputs, feeders = _border(graph, keys, holder)
            counts = _counts(graph, keys, tensors)
            box = Box(scope, tuple(keys), outputs, feeders, *counts, times, call, calls[scope])
            boxes[key] = _box_node(graph, key, box)
    return _assembled(graph, holder, boxes)


def box_key(scope: str, call: int = 0) -> str:
    """Return the key of the box of a scope."""
    return f"s{scope}" if call == 0 else f"s{scope}~{call}"


def _border(graph: Graph, keys: list[str], holder: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The members of a box that are used outside, and the ops outside that are used nowhere but in it."""
    inside = holder[keys[0]]
    outputs = tuple(
        key for key in keys if node_of(graph, key).is_root or any(holder[v] != inside for v in graph.succ[key])
    )
    sources = dict.fromkeys(u for key in keys for u in graph.pred[key] if holder[u] != inside)
    feeders = tuple(
        u
        for u in sources
        if node_of(graph, u).kind is NodeKind.GRAD_FN and all(holder[v] == inside for v in graph.succ[u])
    )
    return outputs, feeders


def _counts(graph: Graph, keys: list[str], tensors: Mapping[str, TensorSummary]) -> tuple[int, int, int]:
    """How many ops and parameters a box holds, and how many numbers these have."""
    nodes = [node_of(graph, key) for key in keys]
    leaves = {node.of or node.key: tensors.get(node.tensor or "") for node in nodes if _is_leaf(graph, node)}
    elements = sum(tensor.count for tensor in leaves.values() if tensor is not None)
    ops = sum(node.kind in (NodeKind.GRAD_FN, NodeKind.OP) for node in nodes)
    return ops, len(leaves), elements


def _is_leaf(graph: Graph, node: GraphNode) -> bool:
    real = node if node.of is None else node_of(graph, node.of)
    return real.kind is NodeKind.LEAF


def _box_node(graph: Graph, key: str, box: Box) -> GraphNode:
    nodes = [node_of(graph, member) for member in box.members]
    first = next((node for node in nodes if node.line is not None), nodes[0])
    path = path_of(box.scope)
    title = ".".join(path[-2:]) if path[-1].isdigit() else path[-1]
    is_root = any(node.is_root for node in nodes)
    return GraphNode(key, NodeKind.BOX, title, line=first.line, scope=box.scope, is_root=is_root, box=box)


def _assembled(graph: Graph, holder: dict[str, str], boxes: dict[str, GraphNode]) -> Shown:
    if not boxes:
        return Shown(graph, holder, {edge: _whole(graph, edge) for edge in graph.edges(keys=True)})
    result: Graph = nx.MultiDiGraph()
    for key in graph:
        shown = holder[key]
        if shown not in result:
            result.add_node(shown, **({"node": boxes[shown]} if shown in boxes else graph.nodes[key]))
    edges: dict[EdgeKey, EdgeKey] = {}
    ports: dict[str, int] = defaultdict(int)
    for target in graph:
        inward = sorted(graph.in_edges(target, keys=True), key=lambda edge: edge[2])
        for source, _, port in inward:
            u, v = holder[source], holder[target]
            if u == v:
                continue
            number = port
            if v in boxes:
                number, ports[v] = ports[v], ports[v] + 1
            result.add_edge(u, v, key=number, port=number)
            edges[u, v, number] = _whole(graph, (source, target, port))
    return Shown(result, holder, edges)


def _whole(graph: Graph, edge: EdgeKey) -> EdgeKey:
    source, target, port = edge
    return node_of(graph, source).of or source, target, port


def _grouped(graph: Graph, labels: Mapping[str, str | None]) -> dict[str, Group]:
    """The box of each node that is in a collapsed scope."""
    part: dict[str, Hashable] = {key: key if label is None else (label, 0) for key, label in labels.items()}
    scopes = _in_cycles(graph, part)
    if scopes:
        part.update({key: key for key, label in labels.items() if label in scopes})
        for scope in scopes:
            _divide(graph, part, scope, {key for key, label in labels.items() if label == scope})
    return {key: group for key, group in part.items() if isinstance(group, tuple)}


def _in_cycles(graph: Graph, part: Mapping[str, Hashable]) -> list[str]:
    """The scopes that are on a cycle when each is one box, in the order of the graph."""
    knots = [knot for knot in nx.strongly_connected_components(_quotient(graph, part)) if len(knot) > 1]
    tied = {group for knot in knots for group in knot}
    found = (group[0] for group in part.values() if isinstance(group, tuple) and group in tied)
    return list(dict.fromkeys(found))


def _quotient(graph: Graph, part: Mapping[str, Hashable]) -> nx.DiGraph[Hashable]:
    result: nx.DiGraph[Hashable] = nx.DiGraph()
    result.add_nodes_from(part[key] for key in graph)
    result.add_edges_from((part[u], part[v]) for u, v in graph.edges() if part[u] != part[v])
    return result


def _divide(graph: Graph, part: dict[str, Hashable], scope: str, members: set[str]) -> None:
    """Divide a scope, whose members are single nodes so far, by how often a way to them has left it and come back."""
    quotient = _quotient(graph, part)
    returns: dict[Hashable, int] = {}
    for group in nx.topological_sort(quotient):
        inside = group in members
        counts = [returns[u] + (not inside and u in members) for u in quotient.pred[group]]
        returns[group] = max(counts, default=0)
    used = sorted({returns[key] for key in members})
    for key in members:
        part[key] = (scope, used.index(returns[key]))
