"""Judges drawings by what is drawn: boxes and polylines. Knows nothing of how they were made."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from collections.abc import Hashable
from itertools import combinations, pairwise
from typing import NamedTuple, TypeAlias

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from gradviz.core.layout import Layout

Graph: TypeAlias = "nx.MultiDiGraph[Hashable]"
Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
_POINTS_PER_INCH = 72.0
_AROUND = 6.0
"""Px. Edges that meet at a box may cross this near to it."""


class Marks(NamedTuple):
    """How good a drawing is. ``inverted`` is the share of pairs of inputs that leave a box the other way round."""

    crossings: int
    overlaps: int
    through: int
    upward: int
    length: float
    inverted: float


def judge(graph: Graph, layout: Layout) -> Marks:
    """Return the marks of a drawing of ``graph``."""
    names = list(graph)
    centres = np.array([layout.positions[name] for name in names])
    half = np.array([(graph.nodes[name]["width"] / 2, graph.nodes[name]["height"] / 2) for name in names])
    number = {name: i for i, name in enumerate(names)}
    edges = [(number[u], number[v]) for u, v, _ in layout.routes]
    segments = np.array([(*a, *b) for route in layout.routes.values() for a, b in pairwise(route)])
    edge_of = np.repeat(np.arange(len(edges)), [len(route) - 1 for route in layout.routes.values()])
    ends = np.array(edges)[edge_of]
    return Marks(
        crossings=_crossings(segments, edge_of, ends, centres, half + _AROUND),
        overlaps=_overlaps(centres, half),
        through=_through(segments, ends, centres, half - 1.5),
        upward=sum(centres[v, 1] <= centres[u, 1] for u, v in edges),
        length=float(np.hypot(*(segments[:, 2:] - segments[:, :2]).T).sum()),
        inverted=_inverted(graph, layout),
    )


def _crossings(segments: Floats, edge_of: Ints, ends: Ints, centres: Floats, half: Floats) -> int:
    order = np.argsort(segments[:, 1], kind="stable")
    x0, y0, x1, y1 = segments[order].T
    edge_of, ends = edge_of[order], ends[order]
    left, right = np.minimum(x0, x1), np.maximum(x0, x1)
    count = 0
    for i in range(len(order)):
        stop = int(np.searchsorted(y0, y1[i], side="right"))
        near = np.arange(i + 1, stop)
        near = near[(left[near] <= right[i]) & (right[near] >= left[i]) & (edge_of[near] != edge_of[i])]
        d = (x1[i] - x0[i]) * (y1[near] - y0[near]) - (y1[i] - y0[i]) * (x1[near] - x0[near])
        near, d = near[np.abs(d) > 1e-9], d[np.abs(d) > 1e-9]
        t = ((x0[near] - x0[i]) * (y1[near] - y0[near]) - (y0[near] - y0[i]) * (x1[near] - x0[near])) / d
        s = ((x0[near] - x0[i]) * (y1[i] - y0[i]) - (y0[near] - y0[i]) * (x1[i] - x0[i])) / d
        hits = (t >= 0) & (t < 1) & (s >= 0) & (s < 1)
        at = np.array([x0[i], y0[i]]) + t[hits, None] * np.array([x1[i] - x0[i], y1[i] - y0[i]])
        count += sum(not _meet(ends[i], ends[j], place, centres, half) for j, place in zip(near[hits], at, strict=True))
    return count


def _meet(a: Ints, b: Ints, place: Floats, centres: Floats, half: Floats) -> bool:
    """Whether two edges cross at a box that both of them end at."""
    return any((np.abs(place - centres[v]) <= half[v]).all() for v in np.intersect1d(a, b))


def _overlaps(centres: Floats, half: Floats) -> int:
    order = np.argsort(centres[:, 1], kind="stable")
    centres, half = centres[order], half[order]
    count = 0
    for i in range(len(order)):
        stop = int(np.searchsorted(centres[:, 1], centres[i, 1] + half[i, 1] + half[:, 1].max(), side="right"))
        apart = np.abs(centres[i + 1 : stop] - centres[i]) - half[i + 1 : stop] - half[i]
        count += int((apart < -0.5).all(axis=1).sum())
    return count


def _through(segments: Floats, ends: Ints, centres: Floats, half: Floats) -> int:
    """How often a segment runs through a box that is not one of its own."""
    x0, y0, x1, y1 = segments.T
    count = 0
    for v, ((x, y), (w, h)) in enumerate(zip(centres, half, strict=True)):
        near = (y0 < y + h) & (y1 > y - h) & (np.minimum(x0, x1) < x + w) & (np.maximum(x0, x1) > x - w)
        near &= (ends != v).all(axis=1)
        for i in np.flatnonzero(near):
            # Where the segment enters and leaves the rows of the box.
            ys = np.clip([y - h, y + h], y0[i], y1[i])
            xs = np.interp(ys, [y0[i], y1[i]], [x0[i], x1[i]])
            count += bool(xs.min() < x + w and xs.max() > x - w)
    return count


def _inverted(graph: Graph, layout: Layout) -> float:
    leaving: dict[Hashable, list[tuple[int, float, Hashable]]] = defaultdict(list)
    for (u, v, key), route in layout.routes.items():
        x = next((x for x, y in route[1:] if y - route[0][1] >= 40.0), route[-1][0])
        leaving[u].append((graph.edges[u, v, key]["port"], x, v))
    pairs = [pair for edges in leaving.values() for pair in combinations(sorted(edges, key=lambda e: e[0]), 2)]
    pairs = [(a, b) for a, b in pairs if a[2] != b[2]]
    return sum(a[1] > b[1] + 0.5 for a, b in pairs) / len(pairs) if pairs else 0.0


def graphviz(graph: Graph, row_gap: float, node_gap: float) -> Layout:
    """Draw ``graph`` with Graphviz; the curves of its edges as their control points joined."""
    number = {name: i for i, name in enumerate(graph)}
    lines = [f"digraph {{ ranksep={row_gap / _POINTS_PER_INCH}; nodesep={node_gap / _POINTS_PER_INCH}; splines=true;"]
    for name, data in graph.nodes(data=True):
        width, height = data["width"] / _POINTS_PER_INCH, data["height"] / _POINTS_PER_INCH
        lines.append(f'{number[name]} [shape=box fixedsize=true label="" width={width:.4f} height={height:.4f}];')
    edges = list(graph.edges(keys=True))
    lines += [f'{number[u]} -> {number[v]} [arrowhead=none comment="{i}"];' for i, (u, v, _) in enumerate(edges)]
    text = "\n".join([*lines, "}"])
    done = subprocess.run(["dot", "-Tjson"], input=text, capture_output=True, text=True, check=True)
    drawn = json.loads(done.stdout)
    top = float(drawn["bb"].split(",")[3])
    names = list(graph)
    positions = {}
    for item in drawn["objects"]:
        x, y = map(float, item["pos"].split(","))
        positions[names[int(item["name"])]] = (x, top - y)
    routes = {}
    for item in drawn["edges"]:
        points = [tuple(map(float, point.split(","))) for point in item["pos"].split()]
        routes[edges[int(item["comment"])]] = tuple((x, top - y) for x, y in points[::3])
    return Layout(positions, routes, float(drawn["bb"].split(",")[2]), top)
