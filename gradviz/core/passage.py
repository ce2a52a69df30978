"""A part of a graph that is looked at alone: what the gradient of one node passes."""

from __future__ import annotations

import networkx as nx

from gradviz.core.graph import Graph, GraphNode, node_of
from gradviz.core.routes import passed


def part_behind(graph: Graph, key: str | None) -> Graph:
    """Return the part of ``graph`` that the gradient of ``key`` passes; the whole without a key, or without a part."""
    keys = frozenset() if key is None or key not in graph else passed(graph, key)
    if not keys:
        return graph
    part: Graph = nx.MultiDiGraph()
    # A subgraph of networkx may have its nodes in another order, and the order is that of the program.
    part.add_nodes_from((node, graph.nodes[node]) for node in graph if node in keys)
    for source, target, port, data in graph.edges(keys=True, data=True):
        if source in keys and target in keys:
            part.add_edge(source, target, key=port, **data)
    return part


def counterpart(before: Graph, key: str, after: Graph) -> str | None:
    """Return the node of the graph ``after``, of another iteration, that stands for ``key`` of the one ``before``."""
    if key not in before:
        return None
    looked_for = _name(node_of(before, key))
    if key in after and _name(node_of(after, key)) == looked_for:
        return key
    return next((other for other in after if _name(node_of(after, other)) == looked_for), None)


def _name(node: GraphNode) -> tuple[object, ...]:
    return node.kind, node.title, node.variable, node.line, node.columns, node.scope
