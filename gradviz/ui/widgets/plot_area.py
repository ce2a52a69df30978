"""Curves over iterations, painted: axes with round numbers, lines, and marks where a value is not finite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF

from gradviz.core.series import Floats, Series
from gradviz.ui.theme import Theme
from gradviz.ui.widgets import ticks

_DOTTED = 48
"""A curve of so few points shows each of them."""

_SMOOTH = 1000
"""A curve of so few points is drawn with smooth edges."""

_LARGEST = 1e300
_PALE = 96
"""Of 255: how strongly a pale line is drawn."""


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


@dataclass(frozen=True, slots=True)
class Guide:
    """A level that helps to read: a dashed line across, with a word."""

    value: float
    words: str


class Drawn(NamedTuple):
    """The points of a line that are drawn, in the coordinates of the axes."""

    line: Line
    x: Floats
    y: Floats


@dataclass(frozen=True, slots=True)
class Area:
    """Where the axes are on the screen, and what they show; the upright one the logarithm of values if ``log``."""

    frame: QRectF
    start: float
    stop: float
    low: float
    high: float
    log: bool

    def x(self, iteration: float) -> float:
        """Return where ``iteration`` is."""
        return self.frame.left() + (iteration - self.start) / (self.stop - self.start) * self.frame.width()

    def y(self, place: float) -> float:
        """Return where ``place`` of the upright axis is."""
        return self.frame.bottom() - (place - self.low) / (self.high - self.low) * self.frame.height()

    def iteration(self, x: float) -> float:
        """Return the iteration that is at ``x``."""
        return self.start + (x - self.frame.left()) / max(self.frame.width(), 1.0) * (self.stop - self.start)

    def polygon(self, x: Floats, y: Floats) -> QPolygonF:
        """Return the points of a curve on the screen."""
        polygon: QPolygonF = arrayToQPolygonF(
            self.frame.left() + (x - self.start) * (self.frame.width() / (self.stop - self.start)),
            self.frame.bottom() - (y - self.low) * (self.frame.height() / (self.high - self.low)),
        )
        return polygon


def drawn(line: Line, columns: int, start: float, stop: float, *, log: bool) -> Drawn:
    """Return what is drawn of ``line`` between two iterations, on ``columns`` pixels."""
    curve = line.series.curve(columns, start, stop)
    return Drawn(line, curve.x, logarithm(curve.y) if log else np.clip(curve.y, -_LARGEST, _LARGEST))


def logarithm(y: Floats) -> Floats:
    """Return log₁₀, NaN where there is none."""
    result = np.full(y.shape, np.nan)
    np.log10(y, out=result, where=y > 0)
    return result


def limits(shown: Sequence[Floats], room: float) -> tuple[float, float]:
    """Return a range that holds every finite value; around a single one there is ``room``, 0 for half of it."""
    y = np.concatenate(shown) if shown else np.empty(0)
    y = y[np.isfinite(y)]
    if not y.size:
        return 0.0, 1.0
    low, high = float(y.min()), float(y.max())
    if high - low <= max(abs(low), abs(high)) * 1e-9:
        around = room or abs(low) / 2 or 1.0
        return low - around, high + around
    return low - 0.06 * (high - low), high + 0.06 * (high - low)


def upright_ticks(low: float, high: float, height: float, metrics: QFontMetrics, *, log: bool) -> list[ticks.Tick]:
    """Return round numbers for the upright axis, as many as there is room for."""
    rows = max(int(height / (2.2 * metrics.height())), 2)
    return ticks.logarithmic(low, high, rows) if log else ticks.linear(low, high, rows)


def level_ticks(area: Area, last: int, metrics: QFontMetrics) -> list[ticks.Tick]:
    """Return round iterations for the level axis, as many as there is room for."""
    room = metrics.horizontalAdvance(f"{int(max(area.stop, 1)):d}") + 3 * metrics.averageCharWidth()
    most = max(int(area.frame.width() / room), 2)
    inside = ticks.linear(max(area.start, 0.0), min(area.stop, last), most, 1.0)
    return [(value, f"{value:.0f}") for value, _ in inside] or [(0.0, "0")]


def paint_axes(painter: QPainter, area: Area, sides: tuple[list[ticks.Tick], list[ticks.Tick]], theme: Theme) -> None:
    """Paint the frame, faint lines at round numbers, and the numbers: upright ones left, level ones below."""
    upright, level = sides
    frame, metrics = area.frame, painter.fontMetrics()
    height = metrics.height()
    muted, pen = theme.color("muted"), QPen(theme.color("line"), 1)
    faint = QPen(theme.color("line"), 1, Qt.PenStyle.DotLine)
    for place, word in upright:
        y = area.y(place)
        if frame.top() - 1 <= y <= frame.bottom() + 1:
            painter.setPen(faint)
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(muted)
            box = QRectF(0, y - height / 2, frame.left() - 6, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, word)
    for place, word in level:
        x = area.x(place)
        wide = metrics.horizontalAdvance(word)
        left = min(max(x - wide / 2, 0.0), max(frame.right() + 4 - wide, 0.0))
        painter.setPen(pen)
        painter.drawLine(QPointF(x, frame.bottom()), QPointF(x, frame.bottom() + 3))
        painter.setPen(muted)
        painter.drawText(QPointF(left, frame.bottom() + 4 + metrics.ascent()), word)
    painter.setPen(pen)
    painter.drawLine(frame.topLeft(), frame.bottomLeft())
    painter.drawLine(frame.bottomLeft(), frame.bottomRight())


def paint_guides(painter: QPainter, area: Area, guides: Sequence[Guide], theme: Theme) -> None:
    """Paint the guides that are inside of the area."""
    painter.setPen(QPen(theme.color("update"), 1, Qt.PenStyle.DashLine))
    for guide in guides:
        place = np.log10(guide.value) if area.log else guide.value
        if area.low <= place <= area.high:
            y = area.y(float(place))
            painter.drawLine(QPointF(area.frame.left(), y), QPointF(area.frame.right(), y))
            wide = painter.fontMetrics().horizontalAdvance(guide.words)
            painter.drawText(QPointF(area.frame.right() - wide - 4, y - 3), guide.words)


def paint_line(painter: QPainter, area: Area, shown: Drawn) -> None:
    """Paint a line, with dots where a point has no neighbour to be joined with."""
    # Width 1: Qt draws wider lines ten times slower.
    painter.setPen(QPen(shown.line.ink, 1, shown.line.style))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(shown.y) <= _SMOOTH)
    finite = np.isfinite(shown.y)
    for first, end in _pieces(finite):
        if end - first > 1:
            painter.drawPolyline(area.polygon(shown.x[first:end], shown.y[first:end]))
    chosen = finite
    if len(finite) > _DOTTED or shown.line.is_pale:
        around = np.pad(finite, 1)
        chosen = finite & ~around[:-2] & ~around[2:]
    if chosen.any():
        pen = QPen(shown.line.ink, 4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(area.polygon(shown.x[chosen], shown.y[chosen]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _pieces(finite: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return where each unbroken piece begins and ends."""
    turns = np.flatnonzero(np.diff(np.pad(finite, 1).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(turns[::2], turns[1::2], strict=True)]


def paint_gaps(painter: QPainter, area: Area, lines: Sequence[Line], theme: Theme) -> None:
    """Mark at the bottom where a value is NaN or infinite."""
    places = [line.series.x[~np.isfinite(line.series.y)] for line in lines if line.series.nan or line.series.inf]
    if not places:
        return
    x = np.unique(np.concatenate(places))
    x = x[(x >= area.start) & (x <= area.stop)]
    # One mark for each few pixels.
    _, first = np.unique((x - area.start) // max((area.stop - area.start) / area.frame.width() * 4, 1e-9), True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("nonfinite"))
    bottom = area.frame.bottom()
    for place in x[first]:
        at = area.x(float(place))
        painter.drawPolygon(QPolygonF([QPointF(at - 4, bottom - 8), QPointF(at + 4, bottom - 8), QPointF(at, bottom)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
