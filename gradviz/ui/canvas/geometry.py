"""Where edges run: the straight pieces between their bends, the curves through these, the places of their numbers."""

from __future__ import annotations

from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from gradviz.ui.canvas.arrange import ROW_GAP

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Point = tuple[float, float]
Route = tuple[Point, ...]
Area = tuple[float, float, float, float]
"""Left, top, right, bottom, in units of the scene."""

SAMPLES = 12
"""Into how many straight pieces a curve is cut to find out what is near it."""

_FINE = 72
"""The same, for a curve that is drawn as straight pieces: from near no corners are seen."""


def _course(pieces: int) -> tuple[Floats, Floats]:
    """How far along a piece its curve is, across and down, at evenly spaced parameters."""
    t = np.linspace(0.0, 1.0, pieces + 1)
    return 3 * t**2 - 2 * t**3, 1.5 * t * (1 - t) + t**3


_ACROSS, _DOWN = _course(SAMPLES)
_ACROSS_FINELY, _DOWN_FINELY = _course(_FINE)


def curve_points(route: Route) -> Floats:
    """Return points along the curve through ``route``: every piece leaves and arrives vertically."""
    bends = np.array(route)
    start, step = bends[:-1], np.diff(bends, axis=0)
    xs = start[:, :1] + step[:, :1] * _ACROSS
    ys = start[:, 1:] + step[:, 1:] * _DOWN
    return np.stack([xs.ravel(), ys.ravel()], axis=1)


def finely(route: Route) -> Floats:
    """Return points along the curve, so close that the curve can be drawn as a chain of straight pieces."""
    bends = np.array(route)
    parts = [bends[:1]]
    for (x0, y0), (x1, y1) in pairwise(route):
        if x0 == x1:
            parts.append(np.array([(x1, y1)]))
        else:
            xs, ys = x0 + (x1 - x0) * _ACROSS_FINELY[1:], y0 + (y1 - y0) * _DOWN_FINELY[1:]
            parts.append(np.stack([xs, ys], axis=1))
    return np.concatenate(parts)


def point_along(route: Route, share: float) -> Point:
    """Return the point after ``share`` of a curve's height."""
    points = curve_points(route)
    y = route[0][1] + share * (route[-1][1] - route[0][1])
    return float(np.interp(y, points[:, 1], points[:, 0])), y


def segments_of(routes: tuple[Route, ...]) -> tuple[Floats, Ints]:
    """Return the straight pieces of all routes as x0, y0, x1, y1, and the number of each piece's route."""
    counts = np.fromiter(map(len, routes), np.intp, len(routes))
    points = np.fromiter(chain.from_iterable(chain.from_iterable(routes)), np.float64).reshape(-1, 2)
    pieces = np.concatenate([points[:-1], points[1:]], axis=1)
    inside = np.ones(max(len(points) - 1, 0), np.bool_)
    # Between the last bend of a route and the first of the next one there is nothing.
    inside[np.cumsum(counts)[:-1] - 1] = False
    return pieces[inside], np.repeat(np.arange(len(routes)), counts - 1)


def joined(segments: Floats, piece_of: Ints) -> tuple[Floats, Ints]:
    """Return the pieces, and the number of each one's route, with those that go straight on joined to one."""
    if not len(segments):
        return segments, piece_of
    step = segments[:, 2:] - segments[:, :2]
    turn = np.abs(step[:-1, 0] * step[1:, 1] - step[:-1, 1] * step[1:, 0])
    goes_on = (piece_of[:-1] == piece_of[1:]) & (turn < 1e-6)
    first = np.flatnonzero(np.concatenate([[True], ~goes_on]))
    last = np.flatnonzero(np.concatenate([~goes_on, [True]]))
    return np.concatenate([segments[first, :2], segments[last, 2:]], axis=1), piece_of[first]


def reach_of(segments: Floats, piece_of: Ints, count: int) -> Floats:
    """Return the area that each of ``count`` routes takes: left, top, right, bottom."""
    if not count:
        return columns(np.empty((0, 4)))
    starts = np.searchsorted(piece_of, np.arange(count))
    low = np.minimum.reduceat(np.minimum(segments[:, :2], segments[:, 2:]), starts, axis=0)
    high = np.maximum.reduceat(np.maximum(segments[:, :2], segments[:, 2:]), starts, axis=0)
    return columns(np.concatenate([low, high], axis=1))


def columns(rows: Floats) -> Floats:
    """Return the rows as an array whose columns are each in one piece: what is in view is asked column by column."""
    return np.asfortranarray(rows.reshape(-1, 4))


def places_of_numbers(ends: Ints, segments: Floats, piece_of: Ints) -> tuple[Floats, tuple[int, ...]]:
    """Return where edges carry their numbers, and on which side: -1 left, 0 on the edge, 1 right.

    That is in the gap above the consumer. Those of two parallel edges stand side by side, those of more one below the
    other, the outer ones at the sides. ``ends`` are the numbers of the boxes that each edge connects.
    """
    shares, leans = np.full(len(ends), 0.5), [0] * len(ends)
    last = segments[np.searchsorted(piece_of, np.arange(len(ends)), side="right") - 1]
    for group in _parallel(ends):
        if len(group) > 2:
            shares[group] = np.arange(1, len(group) + 1) / (len(group) + 1)
        across = sorted(group, key=lambda edge: float(last[edge, 2]))
        leans[across[0]], leans[across[-1]] = -1, 1
    return _anchors(last, shares), tuple(leans)


def _parallel(ends: Ints) -> list[list[int]]:
    """Return the numbers of the edges that have the same ends, group by group."""
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    is_same = (ends[order][1:] == ends[order][:-1]).all(axis=1)
    groups: list[list[int]] = []
    before = -1
    for place in np.flatnonzero(is_same).tolist():
        if not groups or place != before + 1:
            groups.append([int(order[place])])
        groups[-1].append(int(order[place + 1]))
        before = place
    return groups


def _anchors(last: Floats, shares: Floats) -> Floats:
    x0, y0, x1, y1 = last.T
    y = y1 - (1 - shares) * np.minimum(y1 - y0, ROW_GAP)
    across = np.interp((y - y0) / (y1 - y0), _DOWN, _ACROSS)
    return np.stack([x0 + across * (x1 - x0), y], axis=1)


def touching(sides: Floats, areas: list[Area], margin: float) -> Ints:
    """Return which rows of ``sides`` (left, top, right, bottom) touch one of ``areas`` made ``margin`` larger."""
    if not areas:
        return np.empty(0, np.intp)
    found = [_touching_one(sides, area, margin) for area in areas]
    if len(found) == 1:
        return found[0]
    is_found = np.zeros(len(sides), np.bool_)
    for rows in found:
        is_found[rows] = True
    return np.flatnonzero(is_found)


def _touching_one(sides: Floats, area: Area, margin: float) -> Ints:
    left, top, right, bottom = sides.T
    x0, y0, x1, y1 = area[0] - margin, area[1] - margin, area[2] + margin, area[3] + margin
    # Most of a graph lies beyond the longer sides of an area: the rest is asked of what is left.
    if y1 - y0 > x1 - x0:
        rows: Ints = np.flatnonzero((left < x1) & (right > x0))
        return rows.compress((top[rows] < y1) & (bottom[rows] > y0))
    rows = np.flatnonzero((top < y1) & (bottom > y0))
    return rows.compress((left[rows] < x1) & (right[rows] > x0))


def meets(sides: Floats, areas: Floats) -> NDArray[np.bool_]:
    """Return which of the columns of ``sides`` (left, top, right, bottom) touch one of the rows of ``areas``."""
    left, top, right, bottom = sides
    x0, y0, x1, y1 = areas.T[:, :, None]
    found: NDArray[np.bool_] = ((left < x1) & (right > x0) & (top < y1) & (bottom > y0)).any(axis=0)
    return found


def distance(points: Floats, x: float, y: float) -> float:
    """Return how far a point is from a chain of straight pieces."""
    start, step = points[:-1], np.diff(points, axis=0)
    length = np.maximum((step**2).sum(axis=1), 1e-9)
    share = np.clip((((x, y) - start) * step).sum(axis=1) / length, 0.0, 1.0)
    return float(np.sqrt((((start + share[:, None] * step) - (x, y)) ** 2).sum(axis=1).min()))
