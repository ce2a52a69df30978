"""The values of the layout: what comes out, what can go wrong, and what the steps hand to each other."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

Point = tuple[float, float]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where boxes and edges are drawn, in px, y downward; the bounding box starts at (0, 0)."""

    positions: Mapping[Hashable, Point]
    """Centre of every box."""
    routes: Mapping[tuple[Hashable, Hashable, Hashable], tuple[Point, ...]]
    """By (u, v, key): bends from u's bottom side to v's top side, for curves of vertical tangent."""
    width: float
    height: float


class CycleError(ValueError):
    """The graph has a cycle; `node` is on it."""

    def __init__(self, node: Hashable) -> None:
        super().__init__(f"the graph has a cycle through {node!r}")
        self.node = node


class Cancelled(BaseException):
    """The caller asked to stop; like `asyncio.CancelledError` no `except Exception` swallows it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A connected part of the graph, its nodes numbered from 0."""

    names: list[Hashable]
    width: list[float]
    height: list[float]
    edges: list[Pair]
    """Sorted by tail, then by port."""
    keys: list[Hashable]
    """The key of each edge."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The way of an edge from its tail to its head: a piece of a trunk, which others may share."""

    tail: int
    head: int
    trunk: list[int]
    """Bends in consecutive rows; those of this edge are `trunk[first:stop]`."""
    first: int
    stop: int

    @property
    def after_tail(self) -> int:
        """The first vertex below the tail."""
        return self.trunk[self.first] if self.first < self.stop else self.head

    @property
    def before_head(self) -> int:
        """The last vertex above the head."""
        return self.trunk[self.stop - 1] if self.first < self.stop else self.tail


@dataclass(slots=True)
class Rows:
    """The boxes of a part and the bends of its long edges: every segment joins neighbouring rows."""

    boxes: int
    """Vertices below this number are boxes, the others are bends."""
    rank: list[int]
    width: list[float]
    up: list[list[int]]
    down: list[list[int]]
    """Neighbours in the row above and below; below in the order of the ports."""
    chains: dict[Pair, Chain]
    order: list[list[int]]
    """The vertices of each row from left to right."""


@dataclass(frozen=True, slots=True)
class Seed:
    """What an earlier drawing tells of the order: an x for every vertex, and the rows with something new in them."""

    x: list[float]
    fresh: frozenset[int]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Free space between boxes, in px."""

    row: float
    node: float

    @property
    def bend(self) -> float:
        """Between two edges that run side by side through a row."""
        return self.node * 0.55

    @property
    def parallel(self) -> float:
        """Between two edges of the same tail and head."""
        return self.node * 0.65
