"""The curves of edges. Of one that runs far beyond what is painted, only the part that is painted is drawn."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from gradviz.ui.canvas.geometry import Area, Floats, Route, finely, meets
from gradviz.ui.canvas.scene import Scene

_LONG = 900.0
"""Units of the scene. Qt takes as long for what is out of sight as for what is seen."""
_KEPT = 40_000

Shape = tuple[float, bool]
"""The length of the arrow head, and whether it points down: the curve makes room for it."""


class _Fine(NamedTuple):
    """Points along a curve, close together, how far along it each is, and the sides of the pieces between them.

    ``ys`` are its places down; ``xs`` those across of a curve that never turns back, ``way`` (1 or -1) times as large:
    both increase.
    """

    points: Floats
    lengths: Floats
    sides: Floats
    ys: list[float]
    xs: list[float] | None
    way: float


class Curves:
    """The curves of one scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._paths: dict[tuple[int, Shape], QPainterPath] = {}
        self._points: dict[tuple[int, Shape], _Fine] = {}
        left, top, right, bottom = scene.reach.T
        self._is_long = np.maximum(right - left, bottom - top) > _LONG

    def draw(self, painter: QPainter, pen: QPen, number: int, shape: Shape, areas: list[Area]) -> None:
        """Draw what of a curve lies in ``areas``."""
        if not self._is_long[number]:
            painter.setPen(pen)
            painter.drawPath(self._path(number, shape))
            return
        fine = self._fine(number, shape)
        for first, last in _runs(fine, areas, pen.widthF() + 2.0):
            painter.setPen(_shifted(pen, float(fine.lengths[first])))
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in fine.points[first : last + 1].tolist()]))

    def _path(self, number: int, shape: Shape) -> QPainterPath:
        found = self._paths.get((number, shape))
        if found is None:
            if len(self._paths) > _KEPT:
                self._paths.clear()
            found = self._paths[number, shape] = _path(self._route(number, shape))
        return found

    def _fine(self, number: int, shape: Shape) -> _Fine:
        found = self._points.get((number, shape))
        if found is None:
            if len(self._points) > _KEPT // 10:
                self._points.clear()
            found = self._points[number, shape] = _fine(finely(self._route(number, shape)))
        return found

    def _route(self, number: int, shape: Shape) -> Route:
        head, down = shape
        return _shortened(self._scene.routes[number], head - 1.0, down)


def _fine(points: Floats) -> _Fine:
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    sides = np.concatenate([np.minimum(points[:-1], points[1:]), np.maximum(points[:-1], points[1:])], axis=1)
    xs, way = _across(points)
    return _Fine(points, lengths, sides.T.copy(), points[:, 1].tolist(), xs, way)


def _across(points: Floats) -> tuple[list[float] | None, float]:
    """Return the places of points across, in increasing order, and the sign with which they do; ``None``: they turn."""
    steps = np.diff(points[:, 0])
    for way in (1.0, -1.0):
        if (way * steps > 0).all():
            return (way * points[:, 0]).tolist(), way
    return None, 1.0


def _runs(fine: _Fine, areas: list[Area], margin: float) -> list[tuple[int, int]]:
    """Return the first and the last point of each part of a chain that touches one of ``areas``."""
    if fine.xs is not None:
        return _joined(sorted(_run(fine.xs, fine.ys, fine.way, area, margin) for area in areas))
    inside = np.zeros(fine.sides.shape[1] + 2, np.bool_)
    inside[1:-1] = meets(fine.sides, np.array(areas) + np.array([-margin, -margin, margin, margin]))
    turns = np.flatnonzero(inside[1:] != inside[:-1]).tolist()
    return list(zip(turns[::2], turns[1::2], strict=True))


def _run(xs: list[float], ys: list[float], way: float, area: Area, margin: float) -> tuple[int, int]:
    """Return the first and the last point of what touches ``area``, of a chain that never turns back."""
    left, top, right, bottom = area
    x0, x1 = (left - margin, right + margin) if way > 0 else (-right - margin, margin - left)
    first = max(bisect_right(xs, x0), bisect_right(ys, top - margin), 1) - 1
    last = min(bisect_left(xs, x1), bisect_left(ys, bottom + margin), len(xs) - 1)
    return first, last


def _joined(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ``runs``, which are in order, without the empty ones; what overlaps or adjoins is one."""
    found: list[tuple[int, int]] = []
    for first, last in runs:
        if last <= first:
            continue
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def _shifted(pen: QPen, by: float) -> QPen:
    """Return ``pen`` with its dashes where they would be, had the curve been drawn from its start."""
    if not pen.dashPattern():
        return pen
    result = QPen(pen)
    result.setDashOffset(by / pen.widthF())
    return result


def _shortened(route: Route, by: float, down: bool) -> Route:
    """Make room for the arrow head."""
    if down:
        (x, y), rest = route[-1], route[:-1]
        return (*rest, (x, max(y - by, rest[-1][1])))
    (x, y), rest = route[0], route[1:]
    return ((x, min(y + by, rest[0][1])), *rest)


def _path(route: Route) -> QPainterPath:
    path = QPainterPath(QPointF(*route[0]))
    for (x0, y0), (x1, y1) in pairwise(route):
        if x0 == x1:
            path.lineTo(x1, y1)
        else:
            middle = (y0 + y1) / 2
            path.cubicTo(x0, middle, x1, middle, x1, y1)
    return path
