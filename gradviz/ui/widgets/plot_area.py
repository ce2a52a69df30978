"""Where a plot has its axes and what they show, and the axes painted, with round numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF

from gradviz.core.series import Floats
from gradviz.ui.theme import Theme
from gradviz.ui.widgets import ticks

_MARGIN = 0.06
"""Of the range of values: what is left free above and below."""

_MOST_ROOM = 1.2
"""So many times as large as it has to be a range may be before another is chosen."""

_STEPS = 16
"""In so many steps an axis grows to twice its length: at each of them everything is painted anew."""


@dataclass(frozen=True, slots=True)
class Guide:
    """A level that helps to read: a dashed line across, with a word."""

    value: float
    words: str


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


def limits(shown: Sequence[Floats], room: float) -> tuple[float, float]:
    """Return a range that holds every finite value; around a single one there is ``room``, 0 for half of it."""
    found = _ends(shown)
    if found is None:
        return 0.0, 1.0
    low, high = found
    if high - low <= max(abs(low), abs(high)) * 1e-9:
        around = room or abs(low) / 2 or 1.0
        return low - around, high + around
    return low - _MARGIN * (high - low), high + _MARGIN * (high - low)


def still_limits(shown: Sequence[Floats], room: float, before: tuple[float, float] | None) -> tuple[float, float]:
    """Return such a range; the one ``before``, as long as it holds every value too and is not much too large.

    So the axes of a growing curve stand still most of the time.
    """
    low, high = limits(shown, room)
    found = _ends(shown)
    if before is None or found is None:
        return low, high
    fits = before[0] <= found[0] and found[1] <= before[1] and before[1] - before[0] <= _MOST_ROOM * (high - low)
    return before if fits else (low, high)


def _ends(shown: Sequence[Floats]) -> tuple[float, float] | None:
    """Return the least and the largest finite value."""
    y = np.concatenate(shown) if shown else np.empty(0)
    y = y[np.isfinite(y)]
    return (float(y.min()), float(y.max())) if y.size else None


def roomy(last: int) -> int:
    """Return the end of an axis up to ``last``: it moves in steps of a 16th or less, not with each iteration."""
    step = 1 << max(0, last.bit_length() - _STEPS.bit_length())
    return -(-last // step) * step


def frame_in(whole: QRectF, low: float, high: float, metrics: QFontMetrics, *, log: bool) -> QRectF:
    """Return where the curves are in ``whole``: there is room for the numbers left of them and below."""
    frame = whole.adjusted(0, metrics.height() / 2, -6, -(metrics.height() + 6))
    # As many numbers as are painted: at another height there would be others, and perhaps wider ones.
    upright = upright_ticks(low, high, max(frame.height(), 1.0), metrics, log=log)
    frame.setLeft(whole.left() + max((metrics.horizontalAdvance(word) for _, word in upright), default=0) + 10)
    frame.setWidth(max(frame.width(), 1.0))
    frame.setHeight(max(frame.height(), 1.0))
    return frame


def upright_ticks(low: float, high: float, height: float, metrics: QFontMetrics, *, log: bool) -> list[ticks.Tick]:
    """Return round numbers for the upright axis, as many as there is room for."""
    rows = max(int(height / (2.2 * metrics.height())), 2 if height > 2 * metrics.height() else 1)
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


def paint_upright(painter: QPainter, area: Area, iteration: int | None, pen: QPen) -> None:
    """Paint an upright line at ``iteration``, if that is inside of the area."""
    if iteration is not None and area.start <= iteration <= area.stop:
        painter.setPen(pen)
        x = area.x(iteration)
        painter.drawLine(QPointF(x, area.frame.top()), QPointF(x, area.frame.bottom()))
