"""Place: the exact x coordinate of everything in the rows.

The sum over all segments of weight * |x(tail) - x(head)| is minimal while the boxes of a row keep
their order and their gaps.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from gradviz.core.layout.flow import Arcs, potentials
from gradviz.core.layout.model import Gaps, Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradviz.core.layout.flow import Floats, Ints

# The more bends a segment has for ends, the more a slant in it is seen as a kink.
_BEND_TO_BEND, _BEND_TO_BOX, _BOX_TO_BOX = 8.0, 2.0, 4.0
# Leaves hang beside their consumers and do not pull the spine towards them.
_LEAF = 0.35
# A node that was there before would rather pull its edges aslant than move.
_ANCHOR = 0.5
# So little that it decides between what is about equally good.
_AXIS = 0.02
# How much wider than its widest row a drawing may become.
_ROOM = 1.25


def place(rows: Rows, gaps: Gaps, wanted: dict[int, float]) -> list[float]:
    """The x coordinate of each vertex, in px; `wanted` says where some of them were before."""
    count = len(rows.rank)
    left, right, apart = _separations(rows, gaps)
    if not len(left):
        return [0.0] * count
    segments = _segments(rows)
    leader = _leaders(rows, segments.upper.tolist())
    parts = [
        _between_leaders(segments, leader),
        _conditions(leader[left], leader[right], apart),
        _sides(rows, apart, leader, count),
        _anchors({v: x for v, x in wanted.items() if leader[v] == v}, count + 1)
        if wanted
        else _axis(rows, leader, count + 1),
    ]
    x = potentials(count + 2, parts)
    # Without a solution the rows are at least packed: correct, if not beautiful.
    return _keep_apart(rows, np.zeros(count) if x is None else x[leader], apart)


def _keep_apart(rows: Rows, x: Floats, apart: Floats) -> list[float]:
    """Remove the rounding errors of the solver."""
    out = [0.0] * len(rows.rank)
    place = [round(value, 3) for value in x.tolist()]
    gaps = iter(apart.tolist())
    for row in rows.order:
        edge = -np.inf
        for i, v in enumerate(row):
            edge = max(place[v], edge + next(gaps)) if i else place[v]
            out[v] = edge
    return out


def _separations(rows: Rows, gaps: Gaps) -> tuple[Ints, Ints, Floats]:
    left = np.array([v for row in rows.order for v in row[:-1]], np.int32)
    right = np.array([v for row in rows.order for v in row[1:]], np.int32)
    width = np.array(rows.width)
    bends = (left >= rows.boxes).astype(np.int8) + (right >= rows.boxes)
    gap = np.array([gaps.node, (gaps.node + gaps.bend) / 2, gaps.bend])
    return left, right, (width[left] + width[right]) / 2 + gap[bends]


def _segments(rows: Rows) -> Arcs:
    tail = np.array([u for u, below in enumerate(rows.down) for _ in below], np.int32)
    head = np.array([v for below in rows.down for v in below], np.int32)
    bends = (tail >= rows.boxes).astype(np.int8) + (head >= rows.boxes)
    weight = np.array([_BOX_TO_BOX, _BEND_TO_BOX, _BEND_TO_BEND])[bends]
    leaf = _leaves(rows)
    weight[leaf[tail] | leaf[head]] *= _LEAF
    return Arcs(tail, head, -weight, weight, np.zeros(len(tail)))


def _leaves(rows: Rows) -> NDArray[np.bool_]:
    """Sources and sinks, but for those at the two ends of the spine."""
    leaf = np.array([not (u and d) for u, d in zip(rows.up, rows.down, strict=True)])
    for v in rows.order[0]:
        leaf[v] = rows.up[rows.down[v][0]][0] != v
    for v in rows.order[-1]:
        leaf[v] = rows.down[rows.up[v][0]][0] != v
    return leaf


def _leaders(rows: Rows, weight: list[float]) -> Ints:
    """Whose x each vertex has for certain, its own or that of another.

    A vertex alone in its row, with one segment up and one down, is best placed exactly where the
    heavier of them leads. Long chains need not be solved then, which they would be slowly.
    """
    leader = np.arange(len(rows.rank), dtype=np.int32)
    first = np.cumsum([0, *map(len, rows.down)]).tolist()
    above: tuple[int, float] | None = None
    for row in rows.order:
        v = row[0]
        up, down = rows.up[v], rows.down[v]
        if len(row) > 1 or len(up) > 1 or len(down) > 1:
            above = None
            continue
        if above is None:
            above = (up[0], weight[first[up[0]]]) if up else (v, 0.0)
        below = weight[first[v]] if down else 0.0
        if above[1] >= below:
            leader[v] = above[0]
            above = (v, below)
        else:
            leader[v] = down[0]
    _join_outer_bends(rows, leader)
    while not np.array_equal(leader, leader[leader]):
        leader = leader[leader]
    return leader


def _join_outer_bends(rows: Rows, leader: Ints) -> None:
    """Let an edge run straight where it is the outermost of several rows: nothing is gained by a bend there.

    Beyond it is nothing that it had to make room for, and a slant between two bends costs as much as any other.
    """
    for row, below in pairwise(rows.order):
        if len(row) > 1 and len(below) > 1:
            for side in (0, -1):
                v, w = row[side], below[side]
                if min(v, w) >= rows.boxes and rows.down[v] == [w] and rows.up[w] == [v]:
                    leader[w] = v


def _conditions(tail: Ints, head: Ints, apart: Floats) -> Arcs:
    """At least so far apart; of several conditions for the same two only the strongest."""
    order = np.lexsort((-apart, head, tail))
    tail, head, apart = tail[order], head[order], apart[order]
    kept = np.ones(len(tail), np.bool_)
    kept[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    count = int(kept.sum())
    return Arcs(tail[kept], head[kept], np.zeros(count), np.full(count, np.inf), apart[kept])


def _between_leaders(arcs: Arcs, leader: Ints) -> Arcs:
    tail, head = leader[arcs.tail], leader[arcs.head]
    kept = tail != head
    return Arcs(tail[kept], head[kept], arcs.lower[kept], arcs.upper[kept], arcs.gain[kept])


def _sides(rows: Rows, apart: Floats, leader: Ints, side: int) -> Arcs:
    """Keep the drawing about as narrow as its widest row allows.

    Without this a long chain may drift sideways, a little in every row, at no cost at all. `side`
    is one more vertex, the left side of the drawing.
    """
    first = np.array([row[0] for row in rows.order], np.int32)
    last = np.array([row[-1] for row in rows.order], np.int32)
    ends = np.cumsum([len(row) - 1 for row in rows.order])
    total = np.concatenate([[0.0], np.cumsum(apart)])
    half = np.array(rows.width) / 2
    widths = np.diff(total[ends], prepend=0.0) + half[first] + half[last]
    limit = widths.max() * _ROOM
    # A vertex alone in its row that follows another does not get further out than what it follows.
    free = (leader[first] == first) | (first != last)
    first, last = first[free], last[free]
    sides = np.full(len(first), side, np.int32)
    return _conditions(
        np.concatenate([sides, leader[last]]),
        np.concatenate([leader[first], sides]),
        np.concatenate([half[first], half[last] - limit]),
    )


def _axis(rows: Rows, leader: Ints, origin: int) -> Arcs:
    """A slight pull of all that is not at an end towards one axis.

    Many drawings are equally good; with this the best is nearly always only one, and a small change of the graph does
    not lead to quite another.
    """
    inner = [v for v in range(rows.boxes) if rows.up[v] and rows.down[v] and leader[v] == v]
    return _anchors(dict.fromkeys(inner, 0.0), origin, _AXIS)


def _anchors(wanted: dict[int, float], origin: int, strength: float = _ANCHOR) -> Arcs:
    """Segments to one more vertex, the origin of the earlier drawing."""
    count = len(wanted)
    head = np.fromiter(wanted.keys(), np.int32, count)
    weight = np.full(count, strength)
    target = np.fromiter(wanted.values(), np.float64, count)
    return Arcs(np.full(count, origin, np.int32), head, -weight, weight, target)
