"""Route: row heights, and the polyline of every edge.

Edges are vertical inside a row and slanted only in the gaps between rows, so that none can run
through a box that is not its own, however wide the drawing is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass

from gradviz.core.layout.model import Chain, Gaps, Pair, Part, Point, Rows

# Ends keep to the middle of a side: the corners of a box are round.
_SIDE = 0.84


@dataclass(frozen=True, slots=True)
class Drawing:
    """A part of the graph, drawn: centres of the boxes, one route per edge, top left at (0, 0)."""

    centres: list[Point]
    routes: list[tuple[Point, ...]]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Levels:
    """The y of each row's two sides, and of each box how far inside its row it ends."""

    top: list[float]
    bottom: list[float]
    inset: list[float]


def route(part: Part, rows: Rows, x: list[float], gaps: Gaps) -> Drawing:
    """Turn ranks and x coordinates into a drawing."""
    levels = _levels(part, rows, gaps)
    shift = -min([a - w / 2 for a, w in zip(x, rows.width, strict=True)])
    x = [a + shift for a in x]
    width = max([a + w / 2 for a, w in zip(x, rows.width, strict=True)])
    middle = [(levels.top[r] + levels.bottom[r]) / 2 for r in rows.rank[: rows.boxes]]
    router = _Router(part, rows, x, gaps)
    routes = [router.edge(pair, levels) for pair in part.edges]
    return Drawing(list(zip(x, middle, strict=False)), routes, width, levels.bottom[-1])


def _levels(part: Part, rows: Rows, gaps: Gaps) -> _Levels:
    tall = [0.0] * len(rows.order)
    for rank, height in zip(rows.rank, part.height, strict=False):
        tall[rank] = max(tall[rank], height)
    levels = _Levels([], [], [])
    y = 0.0
    for height in tall:
        levels.top.append(y)
        levels.bottom.append(y + height)
        y += height + gaps.row
    levels.inset.extend([(tall[r] - h) / 2 for r, h in zip(rows.rank, part.height, strict=False)])
    return levels


class _Router:
    """Hands out the ends of the edges on the sides of the boxes, and the ways between them."""

    def __init__(self, part: Part, rows: Rows, x: list[float], gaps: Gaps) -> None:
        self._part, self._rows, self._x, self._gaps = part, rows, x, gaps
        self._size = Counter(part.edges)
        self._used: dict[Pair, int] = defaultdict(int)
        # By the first bend of a trunk: where along it x changes.
        self._turns: dict[int, list[int]] = {}
        leaving: dict[int, list[tuple[int, Pair]]] = defaultdict(list)
        entering: dict[int, list[tuple[int, Pair]]] = defaultdict(list)
        for pair in self._size:
            chain = rows.chains[pair]
            leaving[chain.tail].append((chain.after_tail, pair))
            entering[chain.head].append((chain.before_head, pair))
        self._out = self._side(leaving)
        self._in = self._side(entering)

    def edge(self, pair: Pair, levels: _Levels) -> tuple[Point, ...]:
        """The next of the edges that join this pair."""
        u, v = pair
        i = self._used[pair]
        self._used[pair] += 1
        start, end = self._out[pair][i], self._in[pair][i]
        rank, top, bottom = self._rows.rank, levels.top, levels.bottom
        lower, upper = bottom[rank[u]], top[rank[v]]
        points = [(start, lower - levels.inset[u]), (start, lower)]
        chain = self._rows.chains[pair]
        if chain.first < chain.stop:
            aside = self._aside(pair, i)
            for first, last in self._vertical_runs(chain):
                across = self._x[first] + aside
                points += [(across, top[rank[first]]), (across, bottom[rank[last]])]
        points += [(end, upper), (end, upper + levels.inset[v])]
        return _without_needless(points)

    def _vertical_runs(self, chain: Chain) -> list[tuple[int, int]]:
        """First and last bend of each straight piece of a chain."""
        trunk, x = chain.trunk, self._x
        turns = self._turns.get(trunk[0])
        if turns is None:
            turns = [i for i in range(1, len(trunk)) if x[trunk[i]] != x[trunk[i - 1]]]
            self._turns[trunk[0]] = turns
        inside = turns[bisect_right(turns, chain.first) : bisect_left(turns, chain.stop)]
        starts = [chain.first, *inside]
        stops = [*inside, chain.stop]
        return [(trunk[a], trunk[b - 1]) for a, b in zip(starts, stops, strict=True)]

    def _aside(self, pair: Pair, i: int) -> float:
        """Offset of the i-th parallel edge inside its bundle."""
        size = self._size[pair]
        bundle = self._rows.width[self._rows.chains[pair].after_tail]
        return bundle * (i / (size - 1) - 0.5) if size > 1 else 0.0

    def _side(self, ends: dict[int, list[tuple[int, Pair]]]) -> dict[Pair, list[float]]:
        """The places of the ends along one side of every box, in the order in which they go on."""
        places: dict[Pair, list[float]] = {}
        x = self._x
        for v, pairs in ends.items():
            if len(pairs) == 1 and self._size[pairs[0][1]] == 1:
                places[pairs[0][1]] = [x[v]]
                continue
            pairs.sort(key=lambda end: x[end[0]])
            # The edges of a trunk have one end in common.
            slots = {(near, i): self._goal(pair, i, near) for near, pair in pairs for i in range(self._size[pair])}
            at = dict(zip(slots, self._spread(v, list(slots.values())), strict=True))
            for near, pair in pairs:
                places[pair] = [at[near, i] for i in range(self._size[pair])]
        return places

    def _goal(self, pair: Pair, i: int, vertex: int) -> float:
        return self._x[vertex] + (self._aside(pair, i) if vertex >= self._rows.boxes else 0.0)

    def _spread(self, v: int, goals: list[float]) -> list[float]:
        """Places as near to the goals as one side of a box allows, each right of the one before."""
        if len(goals) == 1:
            return [self._x[v]]
        half = _SIDE * self._part.width[v] / 2
        step = min(2 * half / (len(goals) - 1), self._gaps.parallel)
        left, right = self._x[v] - half, self._x[v] + half - (len(goals) - 1) * step
        places: list[float] = []
        for i, goal in enumerate(goals):
            place = min(max(goal, left + i * step), right + i * step)
            places.append(max(place, places[-1] + step) if places else place)
        return places


def _without_needless(points: list[Point]) -> tuple[Point, ...]:
    """Leave out repeated points and those inside a vertical run."""
    kept = [points[0]]
    for i in range(1, len(points) - 1):
        point, after = points[i], points[i + 1]
        if point != kept[-1] and not kept[-1][0] == point[0] == after[0]:
            kept.append(point)
    if points[-1] != kept[-1]:
        kept.append(points[-1])
    return tuple(kept)
