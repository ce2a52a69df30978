"""Small graphs to draw, and a judge of drawings that knows nothing of how they are made."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from itertools import pairwise
from typing import TypeAlias

import networkx as nx
from hypothesis import strategies as st

from gradviz.core.layout import Layout, layered_layout

Graph: TypeAlias = "nx.MultiDiGraph[Hashable]"
Box = tuple[float, float, float, float]
TOLERANCE = 0.01


def graph_of(edges: Iterable[tuple[Hashable, Hashable]], *nodes: Hashable) -> Graph:
    """Boxes of 80 × 24 px; the ports of a node count its edges as they come."""
    graph: Graph = nx.MultiDiGraph()
    graph.add_nodes_from(nodes)
    for u, v in edges:
        graph.add_edge(u, v, port=graph.out_degree(u) if u in graph else 0)
    for node in graph:
        graph.nodes[node].update(width=80.0, height=24.0)
    return graph


def draw(graph: Graph, previous: Layout | None = None) -> Layout:
    return layered_layout(graph, row_gap=36.0, node_gap=18.0, previous=previous)


@st.composite
def dags(draw: st.DrawFn, most: int = 24) -> Graph:
    """Any DAG: parallel edges, parts that do not hang together, boxes of any size, any names."""
    count = draw(st.integers(0, most))
    names: list[Hashable] = [(i, str(i), (i, "x"))[i % 3] for i in range(count)]
    graph: Graph = nx.MultiDiGraph()
    size = st.floats(0.0, 250.0)
    for name in draw(st.permutations(names)):
        graph.add_node(name, width=draw(size), height=draw(size))
    if count > 1:
        pair = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1), st.integers(0, 3))
        for u, v, port in draw(st.lists(pair, max_size=3 * count)):
            if u != v:
                graph.add_edge(names[min(u, v)], names[max(u, v)], port=port)
    return graph


def faults(graph: Graph, layout: Layout) -> list[str]:
    """Everything a drawing must not have."""
    boxes = {node: _box(graph, layout, node) for node in graph}
    found = [*_overlaps(boxes), *_outside(layout, boxes)]
    if set(layout.positions) != set(graph) or set(layout.routes) != set(graph.edges(keys=True)):
        found.append("not exactly the nodes and edges of the graph")
    for (u, v, key), route in layout.routes.items():
        found += [f"{u}->{v} ({key}) {fault}" for fault in _route_faults(u, v, route, boxes)]
    return found


def _box(graph: Graph, layout: Layout, node: Hashable) -> Box:
    x, y = layout.positions[node]
    w, h = graph.nodes[node]["width"] / 2, graph.nodes[node]["height"] / 2
    return x - w, y - h, x + w, y + h


def _meet(a: Box, b: Box) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > TOLERANCE and min(a[3], b[3]) - max(a[1], b[1]) > TOLERANCE


def _overlaps(boxes: dict[Hashable, Box]) -> Iterable[str]:
    items = list(boxes.items())
    for i, (u, a) in enumerate(items):
        for v, b in items[:i]:
            if _meet(a, b):
                yield f"boxes {u} and {v} overlap"


def _outside(layout: Layout, boxes: dict[Hashable, Box]) -> Iterable[str]:
    points = [p for route in layout.routes.values() for p in route]
    points += [p for b in boxes.values() for p in ((b[0], b[1]), (b[2], b[3]))]
    for x, y in points:
        if not (-TOLERANCE <= x <= layout.width + TOLERANCE and -TOLERANCE <= y <= layout.height + TOLERANCE):
            yield f"({x}, {y}) is outside the drawing"


def _route_faults(
    u: Hashable, v: Hashable, route: tuple[tuple[float, float], ...], boxes: dict[Hashable, Box]
) -> Iterable[str]:
    tail, head = boxes[u], boxes[v]
    (x0, y0), (x1, y1) = route[0], route[-1]
    if abs(y0 - tail[3]) > TOLERANCE or not tail[0] - TOLERANCE <= x0 <= tail[2] + TOLERANCE:
        yield "does not start at the bottom side of its tail"
    if abs(y1 - head[1]) > TOLERANCE or not head[0] - TOLERANCE <= x1 <= head[2] + TOLERANCE:
        yield "does not end at the top side of its head"
    for (ax, ay), (bx, by) in pairwise(route):
        if by < ay or (by == ay and bx != ax):
            yield "does not go downward"
        # A curve with vertical tangents may be anywhere in the rectangle between its two ends.
        reach = (min(ax, bx) - 2 * TOLERANCE, ay, max(ax, bx) + 2 * TOLERANCE, by)
        for node, box in boxes.items():
            if _meet(reach, _shrunk(box)):
                yield f"runs through {node}"


def _shrunk(box: Box) -> Box:
    return box[0] + TOLERANCE, box[1] + TOLERANCE, box[2] - TOLERANCE, box[3] - TOLERANCE
