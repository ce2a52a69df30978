"""How long the layout takes: `python -m tests.bench.layout`."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import pairwise
from time import process_time
from typing import TypeAlias

import networkx as nx

from gradviz.core.layout import layered_layout

Graph: TypeAlias = "nx.MultiDiGraph[Hashable]"


def residual(blocks: int) -> Graph:
    """Blocks of six ops with a direct edge around each and two parameters in it."""
    graph: Graph = nx.MultiDiGraph()
    for b in range(blocks):
        steps: list[Hashable] = [("add", b), *((b, i) for i in range(5)), ("add", b + 1)]
        for u, v in pairwise(steps):
            graph.add_edge(u, v, port=1)
        graph.add_edge(steps[0], steps[-1], port=0)
        graph.add_edge((b, 2), ("weight", b), port=2)
        graph.add_edge((b, 2), ("bias", b), port=3)
    return graph


def chain(length: int) -> Graph:
    """One op after the other."""
    graph: Graph = nx.MultiDiGraph()
    for i in range(length):
        graph.add_edge(i, i + 1, port=0)
    return graph


def shared(steps: int) -> Graph:
    """A chain in which each op uses the same parameter."""
    graph = chain(steps)
    for i in range(steps):
        graph.add_edge(i, "weight", port=1)
    return graph


def main() -> None:
    """Print a table."""
    for make, sizes in ((residual, (6, 100, 1000)), (chain, (1000, 100_000)), (shared, (100, 1000))):
        for size in sizes:
            graph = make(size)
            for node in graph:
                graph.nodes[node].update(width=100.0, height=24.0)
            layered_layout(graph, row_gap=36.0, node_gap=18.0)
            start = process_time()
            layout = layered_layout(graph, row_gap=36.0, node_gap=18.0)
            took = process_time() - start
            print(f"{make.__name__:9} {len(graph):7} nodes {took * 1e3:9.1f} ms {layout.width:7.0f} px wide")


if __name__ == "__main__":
    main()
