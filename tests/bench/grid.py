"""A graph of any size with given places, for measuring what draws it: leaves, ops, values, gradients, long edges."""

from __future__ import annotations

import random
from collections.abc import Hashable
from dataclasses import dataclass

import networkx as nx
import numpy as np

from gradviz.core.frame import Frame, NodeFrame, NodeState
from gradviz.core.graph import EdgeKey, Graph, GraphNode, NodeKind, node_of
from gradviz.core.layout import Layout
from gradviz.core.tensor import Array, TensorSummary, know_statistics
from gradviz.core.timeline import Phase
from gradviz.ui.canvas.arrange import NODE_GAP, ROW_GAP
from gradviz.ui.canvas.measure import HEIGHT, MAX_WIDTH, measure

_OPS = (("mm", "MmBackward0"), ("relu", "ReluBackward0"), ("add", "AddBackward0"), ("layer_norm", "NativeLayerNorm"))
_SUMMARIES = 500
"""Different tensors: more than that look the same from any distance."""


@dataclass(frozen=True)
class Grid:
    """A measured graph, its places, and a frame in the middle of its backward pass."""

    graph: Graph
    layout: Layout
    frame: Frame


def grid(rows: int, columns: int) -> Grid:
    """Return ``rows`` × ``columns`` boxes, 1.35 edges for each, one in fifty of them over several rows."""
    draw = random.Random(0)
    tensors = _tensors()
    graph: Graph = nx.MultiDiGraph()
    names = [[f"n{row}.{column}" for column in range(columns)] for row in range(rows)]
    for row, line in enumerate(names):
        for column, key in enumerate(line):
            graph.add_node(key, node=_node(key, row, column, draw))
            if row:
                _connect(graph, names, (row, column), draw)
    measured = measure(graph, tensors)
    return Grid(measured, _layout(measured, names), _frame(measured, tensors, rows))


def _tensors() -> dict[str, TensorSummary]:
    values = np.random.default_rng(0)
    found = {}
    for number in range(_SUMMARIES):
        shape = () if number % 4 == 0 else (8, 8)
        held = (values.normal(size=shape) * 10.0 ** values.integers(-4, 4)).astype(np.float32)
        found[f"t{number}"] = TensorSummary(shape, "float32", "cpu", values=Array.of(np.asarray(held)))
    know_statistics(found.values())
    return found


def _node(key: str, row: int, column: int, draw: random.Random) -> GraphNode:
    tensor = f"t{draw.randrange(_SUMMARIES)}"
    if row == 0:
        return GraphNode(key, NodeKind.LEAF, f"w{column}", "AccumulateGrad", f"w{column}", tensor)
    op, name = draw.choice(_OPS)
    hooks = ("scale",) if draw.random() < 0.02 else ()
    return GraphNode(key, NodeKind.GRAD_FN, op, name, tensor=tensor, line=row, hooks=hooks)


def _connect(graph: Graph, names: list[list[str]], place: tuple[int, int], draw: random.Random) -> None:
    row, column = place
    key = names[row][column]
    graph.add_edge(names[row - 1][column], key, key=0, port=0)
    if draw.random() < 0.35:
        back = draw.randrange(2, 8) if draw.random() < 0.06 else 1
        source = names[max(row - back, 0)][(column + draw.randrange(1, 4)) % len(names[0])]
        graph.add_edge(source, key, key=1, port=1)


def _layout(graph: Graph, names: list[list[str]]) -> Layout:
    across, down = MAX_WIDTH + NODE_GAP, HEIGHT + ROW_GAP
    places: dict[Hashable, tuple[float, float]] = {
        key: (MAX_WIDTH / 2 + column * across, HEIGHT / 2 + row * down)
        for row, line in enumerate(names)
        for column, key in enumerate(line)
    }
    routes: dict[tuple[Hashable, Hashable, Hashable], tuple[tuple[float, float], ...]] = {}
    for source, target, port in graph.edges(keys=True):
        (x0, y0), (x1, y1) = places[source], places[target]
        start, end = (x0, y0 + HEIGHT / 2), (x1 + 20.0 * port, y1 - HEIGHT / 2)
        # A long edge bends between the rows that it passes.
        bends = [(x0 + MAX_WIDTH / 2 + 12.0, y) for y in np.arange(y0 + down, y1 - 1.0, down).tolist()]
        routes[source, target, port] = (start, *bends, end)
    width = len(names[0]) * across - NODE_GAP
    return Layout(places, routes, width, len(names) * down - ROW_GAP)


def _frame(graph: Graph, tensors: dict[str, TensorSummary], rows: int) -> Frame:
    """The lower half has its gradients, one box runs."""
    held = list(tensors.values())
    nodes, edges = {}, {}
    row_of = {key: int(key[1:].partition(".")[0]) for key in graph}
    for number, key in enumerate(graph):
        value = tensors[node_of(graph, key).tensor or ""]
        done = row_of[key] > rows // 2
        gradient = held[number % _SUMMARIES] if done else None
        nodes[key] = NodeFrame(NodeState.DONE if done else NodeState.COMPUTED, value, gradient)
    for number, edge in enumerate(graph.edges(keys=True)):
        if row_of[edge[1]] > rows // 2:
            edges[edge] = held[number % _SUMMARIES]
    running = next(key for key in graph if row_of[key] == rows // 2)
    nodes[running] = NodeFrame(NodeState.RUNNING, nodes[running].value, held[1], 1, 1)
    moving: tuple[EdgeKey, ...] = tuple(graph.out_edges(running, keys=True))
    return Frame(1, 2, Phase.BACKWARD, None, nodes, edges, (running,), moving)
