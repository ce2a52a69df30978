"""What is where: the boxes and edges of one graph, as arrays, and the questions asked about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradviz.core.graph import EdgeKey, Graph, GraphNode, NodeKind
from gradviz.core.layout import Layout
from gradviz.ui.canvas.courses import Courses
from gradviz.ui.canvas.geometry import (
    Area,
    Floats,
    Ints,
    Point,
    columns,
    curve_points,
    distance,
    places_of_numbers,
    reach_of,
    segments_of,
)
from gradviz.ui.canvas.measure import BoxText
from gradviz.ui.canvas.places import Places
from gradviz.ui.canvas.tags import tags_of


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
        held = [data for _, data in graph.nodes(data=True)]
        nodes: tuple[GraphNode, ...] = tuple(data["node"] for data in held)
        number = {key: i for i, key in enumerate(graph)}
        # As `graph.edges` has them, which takes twice as long.
        edges: tuple[EdgeKey, ...] = tuple(
            (u, v, int(port)) for u, others in graph.adjacency() for v, ports in others.items() for port in ports
        )
        routes = tuple(map(layout.routes.__getitem__, edges))
        ends = _ends(edges, number)
        segments, piece_of = segments_of(routes)
        anchors, leans = places_of_numbers(ends, segments, piece_of)
        return cls(
            nodes=nodes,
            texts=tuple(data["text"] for data in held),
            tags=tuple(map(tags_of, nodes)),
            boxes=_boxes(held, [layout.positions[key] for key in number]),
            edges=edges,
            routes=routes,
            ends=ends,
            cut=_cuts(nodes, ends),
            anchors=anchors,
            leans=leans,
            segments=segments,
            piece_of=piece_of,
            reach=reach_of(segments, piece_of, len(routes)),
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
            away = distance(curve_points(self.routes[i]), x, y)
            if away <= best:
                best, winner = away, self.edges[i]
        return winner

    def boxes_in(self, areas: list[Area], margin: float) -> Ints:
        """Return the boxes that touch one of ``areas`` when they are ``margin`` larger on every side."""
        return self.box_places.touching(areas, margin)

    def edges_in(self, areas: list[Area], margin: float) -> Ints:
        """Return the edges that may touch one of ``areas``."""
        return self._edge_places.touching(areas, margin)

    def numbers_in(self, areas: list[Area], reach: Point) -> Ints:
        """Return the edges whose number may touch one of ``areas``; it goes ``reach`` beyond its place at most."""
        across, down = reach
        grown = [(left - across, top - down, right + across, bottom + down) for left, top, right, bottom in areas]
        return self._number_places.touching(grown, 0.0)

    def prepare(self) -> None:
        """Make what is made once and kept. It takes a while: for a thread in which nobody waits."""
        _ = self.courses, self.box_places, self._edge_places, self._number_places, self._middles

    @cached_property
    def courses(self) -> Courses:
        """Where the edges run, as straight pieces."""
        return Courses(self.segments, self.piece_of, self.reach)

    @cached_property
    def box_places(self) -> Places:
        """Where the boxes are."""
        return Places(self.sides)

    @cached_property
    def _edge_places(self) -> Places:
        return Places(self.reach)

    @cached_property
    def _number_places(self) -> Places:
        return Places(np.concatenate([self.anchors, self.anchors], axis=1))

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

    @cached_property
    def sides(self) -> Floats:
        """Left, top, right, bottom of the boxes."""
        return columns(np.concatenate([self.boxes[:, :2], self.boxes[:, :2] + self.boxes[:, 2:]], axis=1))

    @cached_property
    def _middles(self) -> Floats:
        return self.boxes[:, :2] + self.boxes[:, 2:] / 2


def _boxes(held: list[dict[str, Any]], positions: list[Point]) -> Floats:
    middles = _pairs(positions)
    sizes = _pairs([(data["width"], data["height"]) for data in held])
    return columns(np.concatenate([middles - sizes / 2, sizes], axis=1))


def _pairs(points: list[Point]) -> Floats:
    return np.fromiter(chain.from_iterable(points), np.float64, 2 * len(points)).reshape(-1, 2)


def _ends(edges: tuple[EdgeKey, ...], number: dict[str, int]) -> Ints:
    sources = np.fromiter((number[source] for source, _, _ in edges), np.intp, len(edges))
    targets = np.fromiter((number[target] for _, target, _ in edges), np.intp, len(edges))
    return np.stack([sources, targets], axis=1)


def _cuts(nodes: tuple[GraphNode, ...], ends: Ints) -> NDArray[np.bool_]:
    """Whether a gradient would have run along each edge, had the op not been kept from being recorded."""
    cut = np.fromiter((node.cut is not None for node in nodes), np.bool_, len(nodes))
    found: NDArray[np.bool_] = cut[ends[:, 1]]
    for edge in np.flatnonzero(found).tolist():
        found[edge] = _needs_gradient(nodes[ends[edge, 0]])
    return found


def _needs_gradient(node: GraphNode) -> bool:
    return node.kind in (NodeKind.GRAD_FN, NodeKind.LEAF) or (node.of is not None and bool(node.name))
