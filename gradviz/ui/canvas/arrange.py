"""Where the boxes of a graph go: inputs and leaves on top, the loss at the bottom. Pure, for a worker thread."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

import networkx as nx

from gradviz.core.graph import Graph
from gradviz.core.layout import Layout, layered_layout

if TYPE_CHECKING:
    Reversed = nx.MultiDiGraph[Hashable]

ROW_GAP = 44.0
"""Between two rows: room for an arrow head and the number on an edge."""
NODE_GAP = 36.0
"""Between two boxes of a row."""


def arrange(graph: Graph, *, previous: Layout | None = None, cancelled: Callable[[], bool] | None = None) -> Layout:
    """Return the layout of a measured ``graph``; a node that ``previous`` holds stays near its place.

    Routes run from the bottom of the producer to the top of the consumer.

    Raises:
        Cancelled: ``cancelled`` said so, between two steps.
    """
    # The layered layout orders ports at an edge's tail; ours are inputs, at the consumer. So it is drawn upside down.
    upside_down = layered_layout(
        _reversed(graph),
        row_gap=ROW_GAP,
        node_gap=NODE_GAP,
        previous=None if previous is None else _mirrored(previous),
        cancelled=cancelled,
    )
    return _mirrored(upside_down)


def _reversed(graph: Graph) -> Reversed:
    """Return ``graph`` with every edge the other way round; the last node, where backward starts, comes first."""
    result: Reversed = nx.MultiDiGraph()
    for key in reversed(list(graph)):
        data = graph.nodes[key]
        result.add_node(key, width=data["width"], height=data["height"])
    for source, target, key, data in graph.edges(keys=True, data=True):
        result.add_edge(target, source, key=key, port=data["port"])
    return result


def _mirrored(layout: Layout) -> Layout:
    """Return ``layout`` upside down, with every edge the other way round."""
    height = layout.height
    return Layout(
        positions={key: (x, height - y) for key, (x, y) in layout.positions.items()},
        routes={
            (head, tail, key): tuple((x, height - y) for x, y in reversed(points))
            for (tail, head, key), points in layout.routes.items()
        },
        width=layout.width,
        height=height,
    )
