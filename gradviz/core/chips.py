"""Chips: what is used in many places is drawn once, and as a small chip at each further use."""

from __future__ import annotations

import networkx as nx

from gradviz.core.graph import Graph, GraphNode, NodeKind, node_of

LEAST = 4
"""From so many consumers on a leaf or an input gets chips: its edges would run through the whole picture."""


def with_chips(graph: Graph, least: int = LEAST) -> Graph:
    """Return ``graph`` with a chip at every use but the first of leaves and inputs that have ``least`` consumers.

    A chip's ``of`` is the key of the real node. The edges of a chip have the ports of those that they stand for.
    """
    shared = [key for key in graph if _is_source(node_of(graph, key)) and len(graph.succ[key]) >= least]
    if not shared:
        return graph
    result: Graph = nx.MultiDiGraph()
    result.add_nodes_from(graph.nodes(data=True))
    kept = set(shared)
    for source, target, port, data in graph.edges(keys=True, data=True):
        if source not in kept:
            result.add_edge(source, target, key=port, **data)
    for key in shared:
        node = node_of(graph, key)
        for number, target in enumerate(graph.succ[key]):
            source = key if number == 0 else _add_chip(result, node, target)
            for port, data in graph.succ[key][target].items():
                result.add_edge(source, target, key=port, **data)
    return result


def _is_source(node: GraphNode) -> bool:
    return node.kind in (NodeKind.LEAF, NodeKind.INPUT)


def _add_chip(graph: Graph, node: GraphNode, target: str) -> str:
    key = f"{node.key}@{target}"
    chip = GraphNode(key, NodeKind.CHIP, node.title, node.name, node.variable, node.tensor, line=node.line, of=node.key)
    graph.add_node(key, node=chip)
    return key
