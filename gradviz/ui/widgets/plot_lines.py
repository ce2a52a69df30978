"""Lines of a plot: what is drawn of a series, and how it is painted from some point on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gradviz.core.series import Curve, Floats, Series
from gradviz.ui.theme import Theme
from gradviz.ui.widgets.plot_area import Area

_DOTTED = 48
"""A curve of so few points shows each of them."""

_SMOOTH = 1000
"""A curve of so few points is drawn with smooth edges, unless these are the extremes of many."""

_NEIGHBOURS = 4
"""Points at each side in which that of another iteration is found: at most two are of one iteration."""

_TRUE = np.ones(1, np.bool_)

_LARGEST = 1e300
_PALE = 96
"""Of 255: how strongly a pale line is drawn."""

_MARK = 4.0
"""Pixels that share one mark of a value that is not finite."""


@dataclass(frozen=True, slots=True)
class Line:
    """A series and how it is drawn."""

    name: str
    series: Series
    color: QColor
    style: Qt.PenStyle = Qt.PenStyle.SolidLine
    is_pale: bool = False
    """Whether it is only there to compare with."""

    @property
    def ink(self) -> QColor:
        """The colour that it is drawn in."""
        ink = QColor(self.color)
        if self.is_pale:
            ink.setAlpha(_PALE)
        return ink


def are_same(lines: Sequence[Line], others: Sequence[Line]) -> bool:
    """Return whether the same series are drawn."""
    return len(lines) == len(others) and all(a.series is b.series for a, b in zip(lines, others, strict=True))


class Drawn(NamedTuple):
    """The points of a line that are drawn: ``y`` in the coordinates of the upright axis, ``curve`` as they are."""

    line: Line
    curve: Curve
    y: Floats

    @property
    def x(self) -> Floats:
        """The iterations of the points."""
        return self.curve.x


def drawn(line: Line, columns: int, start: float, stop: float, *, log: bool) -> Drawn:
    """Return what is drawn of ``line`` between two iterations, on ``columns`` pixels."""
    curve = line.series.curve(columns, start, stop)
    return Drawn(line, curve, logarithm(curve.y) if log else np.clip(curve.y, -_LARGEST, _LARGEST))


def logarithm(y: Floats) -> Floats:
    """Return log₁₀, NaN where there is none."""
    result = np.full(y.shape, np.nan)
    np.log10(y, out=result, where=y > 0)
    return result


def manner(curve: Curve) -> tuple[bool, bool]:
    """Return how a curve is drawn: whether with smooth edges, and with dots."""
    return len(curve) <= _SMOOTH and not curve.grain[0], len(curve) <= _DOTTED


def paint_line(painter: QPainter, area: Area, shown: Drawn, first: int = 0, end: int | None = None) -> None:
    """Paint a line from point ``first``, and the piece that leads there, up to before point ``end``.

    Where a point has no neighbour to be joined with, there is a dot.
    """
    begin, end = max(first - 1, 0), len(shown.y) if end is None else end
    x, y = shown.x[begin:end], shown.y[begin:end]
    # Width 1: Qt draws wider lines ten times slower.
    painter.setPen(QPen(shown.line.ink, 1, shown.line.style))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, manner(shown.curve)[0])
    for start, stop in _pieces(np.isfinite(y)):
        if stop - start > 1:
            painter.drawPolyline(area.polygon(x[start:stop], y[start:stop]))
    alone = dots(shown, begin, end)
    if alone.any():
        pen = QPen(shown.line.ink, 4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(area.polygon(x[alone], y[alone]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def dots(shown: Drawn, begin: int = 0, end: int | None = None) -> NDArray[np.bool_]:
    """Return which points from ``begin`` to before ``end`` are dots: those that stand alone, or all of a short line."""
    end = len(shown.y) if end is None else end
    if len(shown.y) <= _DOTTED and not shown.line.is_pale:
        return np.isfinite(shown.y[begin:end])
    # Of the others only the neighbours matter: of a long line mostly its end is painted.
    left, right = max(begin - _NEIGHBOURS, 0), end + _NEIGHBOURS
    return _alone(shown.x[left:right], np.isfinite(shown.y[left:right]))[begin - left : end - left]


def _alone(x: Floats, finite: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which points have no neighbour to be joined with."""
    # The two extremes of a single value are one point.
    first = np.flatnonzero(np.concatenate([_TRUE[: len(x)], x[1:] > x[:-1]]))
    known = finite[first]
    alone = known.copy()
    alone[1:] &= ~known[:-1]
    alone[:-1] &= ~known[1:]
    found = np.zeros(len(finite), np.bool_)
    found[first[alone]] = True
    return found


def _pieces(finite: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return where each unbroken piece begins and ends."""
    if finite.all():
        return [(0, len(finite))]
    turns = np.flatnonzero(np.diff(np.concatenate([[False], finite, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(turns[::2], turns[1::2], strict=True)]


def gaps(lines: Sequence[Drawn], first: Sequence[int] = (), end: Sequence[int] = ()) -> Floats:
    """Return the iterations where a line has a value that is not finite, between two points of each, or everywhere."""
    places = [
        shown.x[begin:stop][np.isnan(shown.curve.y[begin:stop])]
        for shown, begin, stop in zip_longest(lines, first, end)
        if shown.line.series.nan or shown.line.series.inf
    ]
    return np.unique(np.concatenate(places)) if places else np.empty(0)


def paint_gaps(painter: QPainter, area: Area, x: Floats, theme: Theme) -> None:
    """Mark at the bottom where a value is NaN or infinite."""
    x = x[(x >= area.start) & (x <= area.stop)]
    if not x.size:
        return
    # One mark for each few pixels.
    _, first = np.unique((x - area.start) // max((area.stop - area.start) / area.frame.width() * _MARK, 1e-9), True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("nonfinite"))
    bottom = area.frame.bottom()
    for place in x[first]:
        at = area.x(float(place))
        painter.drawPolygon(QPolygonF([QPointF(at - 4, bottom - 8), QPointF(at + 4, bottom - 8), QPointF(at, bottom)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
