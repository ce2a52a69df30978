"""What is where: the boxes and edges of one graph, as arrays, and the questions asked about them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gradviz.core.graph import EdgeKey, Graph, GraphNode, NodeKind, node_of
from gradviz.core.layout import Layout
from gradviz.ui.canvas.arrange import ROW_GAP
from gradviz.ui.canvas.measure import BoxText
from gradviz.ui.canvas.tags import tags_of

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Point = tuple[float, float]
Area = tuple[float, float, float, float]
"""Left, top, right, bottom, in units of the scene."""

SAMPLES = 12
"""Into how many straight pieces a curve is cut to find out what is near it."""


class Way(Enum):
    """A direction in which the keyboard walks."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, eq=False)
class Scene:
    """A graph, laid out. Boxes and edges are numbered; the arrays are indexed by these numbers.

    ``boxes`` are left, top, width, height; ``ends`` the numbers of an edge's producer and consumer; ``anchors`` where
    an edge carries its number, ``leans`` on which side of it; ``segments`` the straight pieces between an edge's bends,
    ``piece_of`` their edges.
    """

    nodes: tuple[GraphNode, ...]
    texts: tuple[BoxText, ...]
    tags: tuple[tuple[str, ...], ...]
    boxes: Floats
    edges: tuple[EdgeKey, ...]
    routes: tuple[tuple[Point, ...], ...]
    ends: Ints
    cut: NDArray[np.bool_]
    anchors: Floats
    leans: tuple[int, ...]
    segments: Floats
    piece_of: Ints
    reach: Floats
    width: float
    height: float
    number: dict[str, int] = field(repr=False)
    edge_number: dict[EdgeKey, int] = field(repr=False)

    @classmethod
    def build(cls, graph: Graph, layout: Layout) -> Scene:
        """Return the scene of a measured ``graph`` where ``layout`` puts it."""
        nodes = tuple(node_of(graph, key) for key in graph)
        number = {node.key: i for i, node in enumerate(nodes)}
        edges: tuple[EdgeKey, ...] = tuple(graph.edges(keys=True))
        routes = tuple(layout.routes[edge] for edge in edges)
        ends = np.array([(number[u], number[v]) for u, v, _ in edges], np.intp).reshape(-1, 2)
        segments, piece_of = _segments(routes)
        anchors, leans = places_of_numbers(edges, routes)
        return cls(
            nodes=nodes,
            texts=tuple(graph.nodes[node.key]["text"] for node in nodes),
            tags=tuple(map(tags_of, nodes)),
            boxes=_boxes(graph, layout),
            edges=edges,
            routes=routes,
            ends=ends,
            cut=np.array([_is_cut(nodes[u], nodes[v]) for u, v in ends.tolist()], np.bool_),
            anchors=anchors,
            leans=leans,
            segments=segments,
            piece_of=piece_of,
            reach=_reach(routes),
            width=layout.width,
            height=layout.height,
            number=number,
            edge_number={edge: i for i, edge in enumerate(edges)},
        )

    def node_at(self, x: float, y: float, slack: float = 0.0) -> str | None:
        """Return the key of the box at a point, or within ``slack`` of it."""
        left, top, width, height = self.boxes.T
        inside = (x >= left - slack) & (x <= left + width + slack) & (y >= top - slack) & (y <= top + height + slack)
        found = np.flatnonzero(inside)
        if not len(found):
            return None
        away = np.abs(left + width / 2 - x)[found] + np.abs(top + height / 2 - y)[found]
        return self.nodes[int(found[np.argmin(away)])].key

    def edge_at(self, x: float, y: float, slack: float) -> EdgeKey | None:
        """Return the edge whose curve is nearest to a point, if it comes within ``slack``."""
        left, top, right, bottom = self.reach.T
        near = (x >= left - slack) & (x <= right + slack) & (y >= top - slack) & (y <= bottom + slack)
        best, winner = slack, None
        for i in np.flatnonzero(near).tolist():
            away = _distance(curve_points(self.routes[i]), x, y)
            if away <= best:
                best, winner = away, self.edges[i]
        return winner

    def boxes_in(self, areas: list[Area], margin: float) -> Ints:
        """Return the boxes that touch one of ``areas`` when they are ``margin`` larger on every side."""
        left, top, width, height = self.boxes.T
        return _touching((left, top, left + width, top + height), areas, margin)

    def edges_in(self, areas: list[Area], margin: float) -> Ints:
        """Return the edges that may touch one of ``areas``."""
        left, top, right, bottom = self.reach.T
        return _touching((left, top, right, bottom), areas, margin)

    def area_of(self, key: str) -> Area:
        """Return where a box is."""
        x, y, width, height = self.boxes[self.number[key]].tolist()
        return (x, y, x + width, y + height)

    def nearest(self, x: float, y: float) -> str | None:
        """Return the box whose middle is nearest to a point."""
        if not self.nodes:
            return None
        away = np.abs(self._middles - (x, y)).sum(axis=1)
        return self.nodes[int(np.argmin(away))].key

    def walk(self, key: str, way: Way) -> str | None:
        """Return the neighbour of a box: along an edge up or down, or the next box of its row."""
        here = self.number[key]
        x, y = self._middles[here].tolist()
        if way in (Way.UP, Way.DOWN):
            column = 1 if way is Way.UP else 0
            others = self.ends[self.ends[:, column] == here, 1 - column]
        else:
            same_row = np.abs(self._middles[:, 1] - y) < self.boxes[here, 3] / 2
            beyond = self._middles[:, 0] < x if way is Way.LEFT else self._middles[:, 0] > x
            others = np.flatnonzero(same_row & beyond)
        if not len(others):
            return None
        return self.nodes[int(others[np.argmin(np.abs(self._middles[others, 0] - x))])].key

    @cached_property
    def reading_order(self) -> tuple[str, ...]:
        """The keys of the boxes from top to bottom and from left to right."""
        return tuple(self.nodes[i].key for i in np.lexsort((self.boxes[:, 0], self.boxes[:, 1])).tolist())

    @property
    def _middles(self) -> Floats:
        return self.boxes[:, :2] + self.boxes[:, 2:] / 2


_T = np.linspace(0.0, 1.0, SAMPLES + 1)
_ACROSS = 3 * _T**2 - 2 * _T**3
_DOWN = 1.5 * _T * (1 - _T) ** 2 + 1.5 * _T**2 * (1 - _T) + _T**3
"""How far along a piece its curve is, across and down, at evenly spaced parameters."""


def curve_points(route: tuple[Point, ...]) -> Floats:
    """Return points along the curve through ``route``: every piece leaves and arrives vertically."""
    bends = np.array(route)
    start, step = bends[:-1], np.diff(bends, axis=0)
    xs = start[:, :1] + step[:, :1] * _ACROSS
    ys = start[:, 1:] + step[:, 1:] * _DOWN
    return np.stack([xs.ravel(), ys.ravel()], axis=1)


def point_along(route: tuple[Point, ...], share: float) -> Point:
    """Return the point after ``share`` of a curve's height."""
    points = curve_points(route)
    y = route[0][1] + share * (route[-1][1] - route[0][1])
    return float(np.interp(y, points[:, 1], points[:, 0])), y


def _boxes(graph: Graph, layout: Layout) -> Floats:
    rows = []
    for key, data in graph.nodes(data=True):
        x, y = layout.positions[key]
        width, height = data["width"], data["height"]
        rows.append((x - width / 2, y - height / 2, width, height))
    return _columns(rows)


def _is_cut(source: GraphNode, target: GraphNode) -> bool:
    """Whether a gradient would have run along this edge, had the op not been kept from being recorded."""
    needs_gradient = source.kind in (NodeKind.GRAD_FN, NodeKind.LEAF) or (source.of is not None and bool(source.name))
    return target.cut is not None and needs_gradient


def _segments(routes: tuple[tuple[Point, ...], ...]) -> tuple[Floats, Ints]:
    pieces = [(*a, *b) for route in routes for a, b in pairwise(route)]
    counts = [len(route) - 1 for route in routes]
    return np.array(pieces, np.float64).reshape(-1, 4), np.repeat(np.arange(len(routes)), counts)


def _reach(routes: tuple[tuple[Point, ...], ...]) -> Floats:
    rows = []
    for route in routes:
        xs, ys = zip(*route, strict=True)
        rows.append((min(xs), min(ys), max(xs), max(ys)))
    return _columns(rows)


def places_of_numbers(
    edges: tuple[EdgeKey, ...], routes: tuple[tuple[Point, ...], ...]
) -> tuple[Floats, tuple[int, ...]]:
    """Return where edges carry their numbers, and on which side: -1 left, 0 on the edge, 1 right."""
    return _anchors(edges, routes), _leans(edges, routes)


def _anchors(edges: tuple[EdgeKey, ...], routes: tuple[tuple[Point, ...], ...]) -> Floats:
    """Return the places of the numbers: in the gap above the consumer.

    Those of two parallel edges stand side by side (see `_leans`), those of more one below the other.
    """
    size = Counter((u, v) for u, v, _ in edges)
    used: Counter[tuple[str, str]] = Counter()
    anchors = np.empty((len(edges), 2))
    for i, (edge, route) in enumerate(zip(edges, routes, strict=True)):
        pair = edge[:2]
        used[pair] += 1
        share = 0.5 if size[pair] == 2 else used[pair] / (size[pair] + 1)
        (x0, y0), (x1, y1) = route[-2], route[-1]
        y = y1 - (1 - share) * min(y1 - y0, ROW_GAP)
        across = float(np.interp((y - y0) / (y1 - y0), _DOWN, _ACROSS))
        anchors[i] = (x0 + across * (x1 - x0), y)
    return anchors


def _leans(edges: tuple[EdgeKey, ...], routes: tuple[tuple[Point, ...], ...]) -> tuple[int, ...]:
    """Return on which side of its edge a number stands: of parallel edges the outer ones make room for each other."""
    groups: dict[tuple[str, str], list[int]] = {}
    for i, (source, target, _) in enumerate(edges):
        groups.setdefault((source, target), []).append(i)
    leans = [0] * len(edges)
    for group in groups.values():
        if len(group) > 1:
            group.sort(key=lambda i: routes[i][-1][0])
            leans[group[0]], leans[group[-1]] = -1, 1
    return tuple(leans)


def _touching(sides: tuple[Floats, Floats, Floats, Floats], areas: list[Area], margin: float) -> Ints:
    left, top, right, bottom = sides
    found = np.zeros(len(left), np.bool_)
    for x0, y0, x1, y1 in areas:
        found |= (left < x1 + margin) & (right > x0 - margin) & (top < y1 + margin) & (bottom > y0 - margin)
    return np.flatnonzero(found)


def _distance(points: Floats, x: float, y: float) -> float:
    """Return how far a point is from a chain of straight pieces."""
    start, step = points[:-1], np.diff(points, axis=0)
    length = np.maximum((step**2).sum(axis=1), 1e-9)
    share = np.clip((((x, y) - start) * step).sum(axis=1) / length, 0.0, 1.0)
    return float(np.sqrt((((start + share[:, None] * step) - (x, y)) ** 2).sum(axis=1).min()))


def _columns(rows: list[tuple[float, float, float, float]]) -> Floats:
    """Return the rows as an array whose columns are each in one piece: what is in view is asked column by column."""
    return np.asfortranarray(np.array(rows, np.float64).reshape(-1, 4))
